//! Why a command was refused: the rules, and the fields of a form.
