"""The error of the pure rules: they refuse only nonsense; what a person can mend is refused before it gets here."""


class RuleError(ValueError):
    """Say that a rule was given nonsense.

    code: stable, for the caller to translate. key: the claim, commitment or offer that is wrong, if it is one.
    """

    def __init__(self, code: str, message: str, *, key: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.key = key
