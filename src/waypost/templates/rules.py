"""Decisions about templates. Values in, values out; each lives in the file that names it."""

from waypost.templates.changes import Known, News, after_news
from waypost.templates.filling import MediaWanted, components_for, fillable, media_in
from waypost.templates.fitting import Problem, fit
from waypost.templates.form import Form, form_of
from waypost.templates.rendering import Rendered, render
from waypost.templates.standing import Refusal, Standing, sendable

__all__ = [
    "Form",
    "Known",
    "MediaWanted",
    "News",
    "Problem",
    "Refusal",
    "Rendered",
    "Standing",
    "after_news",
    "components_for",
    "fillable",
    "fit",
    "form_of",
    "media_in",
    "render",
    "sendable",
]
