"""What the user can ask for: the actions, their keys and menus, and the help that lists them."""
