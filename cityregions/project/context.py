"""What every page knows of the project."""

from django.utils.functional import SimpleLazyObject

from .models import Project


def project(request):
    return {"project": SimpleLazyObject(Project.objects.the_one)}
