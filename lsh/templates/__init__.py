"""Templates: definitions with parameters, shipped with lsh or kept by a person."""

from lsh.templates.library import TemplateLibrary
from lsh.templates.model import Parameter, Source, Template
from lsh.templates.render import render
from lsh.templates.view import template_view

__all__ = ["Parameter", "Source", "Template", "TemplateLibrary", "render", "template_view"]
