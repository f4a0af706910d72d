"""The numbers behind the optimizer, declared once: the popup makes its fields from these."""

from annplayground.gui.panels.training_numbers import LIVE, NumberSpec

_MOMENTUM = "Near 1 the average reaches far back and moves slowly."

# The parameters by their field in OptimizerChoice and ScheduleChoice.
OPTIMIZER_SPECS = {
    "beta": NumberSpec(
        "optimizer_beta",
        "β",
        f"Weight of the past in the average of gradients. {_MOMENTUM}\n{LIVE}",
        0.0,
        0.9999,
        step=0.01,
    ),
    "rho": NumberSpec(
        "optimizer_rho",
        "ρ",
        f"Weight of the past in the average of squared gradients. {_MOMENTUM}\n{LIVE}",
        0.0,
        0.9999,
        step=0.01,
    ),
    "beta1": NumberSpec(
        "optimizer_beta1",
        "β₁",
        f"Weight of the past in v, the average of gradients. {_MOMENTUM}\n{LIVE}",
        0.0,
        0.9999,
        step=0.01,
    ),
    "beta2": NumberSpec(
        "optimizer_beta2",
        "β₂",
        f"Weight of the past in s, the average of squared gradients. {_MOMENTUM}\n{LIVE}",
        0.0,
        0.9999,
        step=0.001,
    ),
    "epsilon": NumberSpec(
        "optimizer_epsilon",
        "ε",
        f"Added to √s, outside the root, so that nothing is divided by 0.\n{LIVE}",
        1e-15,
        1.0,
        step=10.0,
        grows=True,
    ),
}
SCHEDULE_SPECS = {
    "every": NumberSpec(
        "schedule_every",
        "every",
        f"Epochs between two steps of the learning rate.\n{LIVE}",
        1,
        10**9,
        step=10,
        whole=True,
        unit="epochs",
    ),
    "factor": NumberSpec(
        "schedule_factor",
        "factor",
        f"Multiplies the learning rate at every step.\n{LIVE}",
        0.0,
        1.0,
        step=0.05,
    ),
    "decay": NumberSpec(
        "schedule_decay",
        "decay",
        f"Multiplies the learning rate after every epoch.\n{LIVE}",
        0.0,
        1.0,
        step=0.001,
    ),
    "epochs": NumberSpec(
        "schedule_epochs",
        "epochs",
        f"Epochs until the learning rate has come down to 0.\n{LIVE}",
        1,
        10**9,
        step=100,
        whole=True,
    ),
}
CLIP_SPEC = NumberSpec(
    "gradient_clip",
    "Bound",
    f"The largest norm of the gradient of all weights together; a longer one is shortened to it.\n"
    f"{LIVE}",
    1e-9,
    1e9,
    step=2.0,
    grows=True,
)
