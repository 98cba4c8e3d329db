"""`manage.py make_sample --stakeholders 10000`: fills an empty portal with a made-up project of any size."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cityregions.project.models import Project
from cityregions.project.sample import making

# About the size of CityRegions.
USUAL = {
    "areas": 5,
    "partners_per_area": 2,
    "stakeholders": 120,
    "relations": 140,
    "map_size": 60,
    "activities": 20,
    "outputs": 60,
    "events": 25,
    "practices": 30,
    "agreements": 12,
    "pilots": 5,
    "conclusions": 15,
    "periods": 4,
    "progress_entries": 160,
}
HELP = {
    "partners_per_area": "Partners in each area.",
    "map_size": "Most stakeholders on the map of an area.",
    "pilots": "Number of pilots; an area has one at most.",
    "periods": "Number of reporting periods, each with a report of every partner.",
    "progress_entries": "Most progress entries: one for each activity, responsible partner and period.",
}


class Command(BaseCommand):
    help = (
        "Fills an empty database with a made-up project of any size, marked as a sample on every page. The same "
        "numbers and seed give the same rows. The rows come without history, since nobody has edited them."
    )

    def add_arguments(self, parser):
        for name, usual in USUAL.items():
            text = HELP.get(name, f"Number of {name}.")
            parser.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=f"{text} ({usual})")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="Another seed gives other rows. (1)")
        parser.add_argument("--replace", action="store_true", help="First remove the sample that is there.")

    def handle(self, seed, replace, **options):
        numbers = fitting({name: options[name] for name in USUAL})
        check_numbers(numbers)
        with transaction.atomic():
            self.make_room(replace)
            making.make(numbers, seed)
        listed = ", ".join(f"{numbers[name]} {name.replace('_', ' ')}" for name in USUAL)
        self.stdout.write(f"Made a sample with seed {seed}: {listed}.")

    def make_room(self, replace):
        project = Project.objects.the_one()
        if project and not project.is_sample:
            raise CommandError(f"This portal holds the project {project}: make the sample in an empty database.")
        if project and not replace:
            raise CommandError("There is a sample already: add --replace to make this one in its place.")
        if project:
            making.clear()
        elif not making.is_empty():
            raise CommandError("This database holds records: make the sample in an empty one.")


def fitting(asked):
    """The usual number where none was asked for, and fewer where a small portal has no room for so many."""
    numbers = {name: USUAL[name] if number is None else number for name, number in asked.items()}
    if asked["pilots"] is None:
        numbers["pilots"] = min(numbers["pilots"], max(numbers["areas"], 0))
    if asked["relations"] is None:
        numbers["relations"] = min(numbers["relations"], room_for_relations(numbers))
    return numbers


def room_for_relations(numbers):
    stakeholders = stakeholders_in(numbers)
    return stakeholders * (stakeholders - 1) // 4


def stakeholders_in(numbers):
    """With the partners, who are stakeholders too."""
    return max(numbers["areas"] * numbers["partners_per_area"] + numbers["stakeholders"], 0)


def check_numbers(numbers):
    for name, number in numbers.items():
        if number < 0:
            raise CommandError(f"--{name.replace('_', '-')} cannot be negative.")
    if not numbers["areas"]:
        raise CommandError("--areas: a project has at least one area.")
    most = room_for_relations(numbers)
    if numbers["relations"] > most:
        raise CommandError(
            f"--relations: {stakeholders_in(numbers)} stakeholders have room for {most} relations at most."
        )
    if numbers["pilots"] > numbers["areas"]:
        raise CommandError(f"--pilots: an area has one pilot at most, and there are {numbers['areas']} areas.")
