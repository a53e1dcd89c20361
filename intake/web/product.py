"""What one running server serves: a questionnaire, its vault and settings, in one language and country."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from forms.items import Questionnaire
from intake.config import Settings
from intake.country import Country
from intake.language import Language
from intake.services.vault import Vault

EXTENSION = "intake"


@dataclass(frozen=True, slots=True)
class Product:
    """`questionnaire` is already in the language of the pages; `clock` gives aware UTC moments."""

    settings: Settings
    vault: Vault
    questionnaire: Questionnaire
    language: Language
    country: Country
    clock: Callable[[], datetime]


def install(app: Flask, product: Product) -> None:
    app.extensions[EXTENSION] = product


def the_product() -> Product:
    """The product of the app that serves the request."""
    product: Product = current_app.extensions[EXTENSION]
    return product
