"""The numbers of the training toolbar, declared once: the fields are made from these."""

from annplayground.gui.panels.training.numbers import NumberSpec

LEARNING_RATE = NumberSpec.of("training.learning_rate")
BATCH_SIZE = NumberSpec.of("training.batch_size")
REGULARIZATION_RATE = NumberSpec.of("training.regularization.rate", "regularization_rate")
CLIP_SPEC = NumberSpec.of("training.gradient_clip", step=2.0, grows=True)

# The parameters behind the optimizer and the schedule by their field, with the step of an arrow.
OPTIMIZER_SPECS = {
    name: NumberSpec.of(
        f"training.optimizer.{name}", f"optimizer_{name}", step=step, grows=name == "epsilon"
    )
    for name, step in {
        "beta": 0.01,
        "rho": 0.01,
        "beta1": 0.01,
        "beta2": 0.001,
        "epsilon": 10.0,
    }.items()
}
SCHEDULE_SPECS = {
    name: NumberSpec.of(f"training.schedule.{name}", f"schedule_{name}", step=step)
    for name, step in {"every": 10, "factor": 0.05, "decay": 0.001, "epochs": 100}.items()
}
