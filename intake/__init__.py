"""Intake: asks what a good clinician would ask, and makes one sheet to bring."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from forms.items import Questionnaire
from intake.config import Settings
from intake.country import country_of
from intake.folders import templates_folder
from intake.language import language_of, localized
from intake.services.opening import open_vault
from intake.web.clinic import clinic
from intake.web.errors import register_error_pages
from intake.web.forms_guard import register_guard
from intake.web.headers import register_headers
from intake.web.health import register_health
from intake.web.metrics import register_metrics
from intake.web.patient import patient
from intake.web.product import Product, install
from intake.web.request_ids import register_request_ids
from intake.web.templating import register_templating
from intake.web.visits import register_visits


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, questionnaire: Questionnaire, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The application; raises IntakeError when settings, database or key do not allow to serve."""
    app = Flask("intake.web", template_folder=str(templates_folder()), static_folder="static")
    vault = open_vault(settings, clock())
    language = replace(language_of(settings.language, settings.country), zone=settings.zone)
    product = Product(
        settings, vault, localized(questionnaire, language), language, country_of(settings.country), clock
    )
    app.config.update(
        SECRET_KEY=vault.keys.cookie.hex(),
        SESSION_COOKIE_NAME="__Host-form",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    install(app, product)
    register_request_ids(app, settings.trusted_proxies)
    register_metrics(app, product)
    register_templating(app, product)
    register_guard(app)
    register_visits(app)
    register_headers(app)
    register_error_pages(app)
    register_health(app, settings.trusted_proxies)
    app.register_blueprint(patient)
    app.register_blueprint(clinic)
    return app
