"""Stores postings as SQLAlchemy's documentation has it, each merged into its session and committed; prints rows a second.

merge.py URL COUNT: the table is dropped first, so that all are new. Nothing is parsed: the rows come ready.
"""

import sys
import time

from sqlalchemy import BigInteger, Text, create_engine
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Posting(Base):
    __tablename__ = "merged_postings"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str]
    company: Mapped[str]
    location: Mapped[str]
    remote: Mapped[bool]
    kind: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    description: Mapped[str] = mapped_column(Text)
    posted: Mapped[int] = mapped_column(BigInteger)


def row(number):
    return Posting(
        url=f"https://jobs.example.com/posting-{number}", title=f"Cartographer {number}", company=f"Quay Maps {number % 50}",
        location="Hamburg", remote=number % 2 == 0, kind="full_time", skills=["SQL", "Python"], posted=1_767_000_000 + number,
        description=f"We draw maps of harbours, number {number}.\n\n- SQL and Python\n- Patience\n" + "\nTides wait.\n" * 20,
    )  # fmt: skip


engine = create_engine(sys.argv[1])
count = int(sys.argv[2])
Base.metadata.drop_all(engine)
Base.metadata.create_all(engine)
with Session(engine) as session:
    began = time.perf_counter()
    for number in range(count):
        session.merge(row(number))
        session.commit()
    print(count / (time.perf_counter() - began))
