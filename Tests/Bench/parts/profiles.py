"""Text to profile: invented resumes as text through `hunter parse --jsonl`, on one core, and its memory over many of them."""

import contextlib
import json
import os
import random
import subprocess

from keeping import Keeper, Problem
from measuring import Aim, Measurement

MANY, FEW, SIZE = 10_000, 1_000, 4_000
TITLE = f"text to profile on one core, resumes of {SIZE // 1000} kB in English, German and Russian"
NOTE = (
    "The text is given, so that no document reader is in the figures; reading and writing JSON lines is. The cost of a document is "
    f"processor time; memory is the most that the process held over {FEW:,} and over {MANY:,} documents."
)
AIMS = [
    Aim("documents/s on one core", ("few", "value"), unit=""),
    Aim(f"memory over {MANY:,} documents, of that over {FEW:,}", ("many", "rss_mb"), ("few", "rss_mb"), at_most=1.1),
]
# Headings of experience, education and skills; "present"; a title, a degree, a school and a deed.
LANGUAGES = (
    ("EXPERIENCE", "EDUCATION", "SKILLS", "Present", "Senior Engineer", "BSc, Physics", "University of {}",
     "Led a team of {} and cut the cost of builds"),
    ("BERUFSERFAHRUNG", "AUSBILDUNG", "KENNTNISSE", "heute", "Projektleiter", "M.Sc., Physik", "TU {}",
     "Team von {} Personen geführt und Kosten gesenkt"),
    ("ОПЫТ РАБОТЫ", "ОБРАЗОВАНИЕ", "НАВЫКИ", "по настоящее время", "Ведущий инженер", "Магистр, Физика",
     "Университет {}", "Руководил командой из {} человек"),
)  # fmt: skip


def resume(number):
    dice = random.Random(number)
    experience, education, skills, present, title, degree, school, deed = LANGUAGES[number % 3]
    lines = [f"Ada Example{number}", title, f"Leeds | +44 20 5550 {number:04} | ada{number}@example.org", "", experience]
    year = 2024
    while sum(map(len, lines)) < SIZE:
        begun = year - dice.randint(1, 3)
        until = present if year == 2024 else f"12/{year}"
        lines += [f"{title} — Mill {dice.randint(1, 99)} Ltd", f"{dice.randint(1, 12):02}/{begun} – {until}"]
        lines += [f"• {deed.format(dice.randint(2, 40))}, {dice.randint(2, 90)} %" for _ in range(6)]
        year = max(1960, begun)
    studied = [education, degree, school.format("Leeds") + ", 1999"]
    return "\n".join([*lines, "", *studied, "", skills, "Python, SQL, Docker, Excel, Swift"])


@contextlib.contextmanager
def measurements(bench):
    with Keeper() as keeper:
        program = bench.program("hunter")
        core = max(os.sched_getaffinity(0))
        files = {}
        for count in (FEW, MANY):
            files[count] = keeper.folder / f"{count}.jsonl"
            with open(files[count], "w") as file:
                file.writelines(json.dumps({"id": str(number), "text": resume(number)}) + "\n" for number in range(count))

        def run(count):
            def measure(_):
                with open(files[count]) as given:
                    command = ["taskset", "-c", str(core), str(program), "parse", "--jsonl"]
                    child = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE)
                    answers = sum(1 for line in child.stdout if b'"profile"' in line)
                    _, status, used = os.wait4(child.pid, 0)
                    child.returncode = os.waitstatus_to_exitcode(status)
                if child.returncode or answers != count:
                    raise Problem(f"hunter parse answered {answers} of {count} documents, exit {child.returncode}.")
                seconds = used.ru_utime + used.ru_stime
                return {"value": count / seconds, "cpu_us": 1e6 * seconds / count, "rss_mb": used.ru_maxrss / 1024}

            return measure

        yield [
            Measurement("few", f"{FEW:,} documents", "documents/s", run(FEW)),
            Measurement("many", f"{MANY:,} documents", "documents/s", run(MANY)),
        ]
