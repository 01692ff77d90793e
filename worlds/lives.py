"""Lives (履历): where a person grew up, went to school and worked, as papers of life tell it.

Who is of one county and one year went to one school, and who is of one village lived beside each
other: friends and strangers alike. Nothing is made up for those who hide something.
"""

from __future__ import annotations

from worlds.careers import Official
from worlds.companies import Company
from worlds.people import Person


def school(person: Person) -> str:
    """Return school and year of leaving it."""
    return f"{person.home.district.name}第一中学{person.born.year + 18}届"


def origin(person: Person) -> str:
    """Return the village that a person is of, in full."""
    return f"{person.home.full}人"


def official_life(official: Official) -> str:
    """Return the life of an official, post by post."""
    person = official.person
    posts = [
        f"{p.valid_from.year}年{p.valid_from.month}月任{p.unit.name}{p.title}"
        for p in official.posts
    ]
    return f"{_birth(person)}，{school(person)}高中毕业，{'，'.join(posts)}。"


def owner_life(person: Person, company: Company) -> str:
    """Return the life of somebody in business."""
    past = f"曾在{person.employer}从事{person.duty or '管理'}工作，" if person.employer else ""
    return f"{_birth(person)}，{school(person)}高中毕业，{past}现为{company.name}负责人。"


def _birth(person: Person) -> str:
    return f"{person.name}，{person.sex}，{person.born.year}年{person.born.month}月生，{origin(person)}"
