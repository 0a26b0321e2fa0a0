"""Queries by chance, over what an index holds: all operators of the language that an engine elsewhere can be asked."""
import random
import re

# Fields of running text, and fields of names, each with where its values are in a statement.
TEXTS = {"quote": "quote", "context": "context.text", "title": "article.title"}
NAMES = {
    "speaker": "speaker.name", "mention": "speaker.mention", "role": "speaker.role", "cue": "cue", "author": "article.author",
    "path": "article.path", "url": "article.url", "outlet": "outlets", "publisher": "publisher",
}
# Those whose names may be looked for with a regular expression.
EXPRESSED = ["speaker", "mention", "role", "outlet", "publisher", "path"]
HAN = re.compile(r"[一-鿿]")


def value(statement, place):
    """What a statement has at `place`, as a list."""
    found = statement
    for name in place.split("."):
        found = (found or {}).get(name)
    return found if isinstance(found, list) else [found] if found else []


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Questions:
    def __init__(self, statements, seed):
        self.random = random.Random(seed)
        self.statements = statements

    def some(self, n):
        return [self.question(self.random.choice([0, 0, 1, 1, 2])) for _ in range(n)]

    def maybe(self, share):
        return self.random.random() < share

    def a_value(self, fields):
        """A field, and a value that some statement has there."""
        while True:
            field = self.random.choice(list(fields))
            found = value(self.random.choice(self.statements), fields[field])
            if found:
                return field, self.random.choice(found)

    def words_in(self, text):
        """Words as they are typed; of Chinese a few characters, which stand there in that order."""
        if HAN.search(text):
            runs = [run for run in re.findall(r"[一-鿿]+", text) if len(run) > 1]
            return [run[begin:begin + 2] for run in runs for begin in range(0, len(run) - 1, 2)] or runs
        return [word for word in re.findall(r"\w+", text) if word not in ("AND", "OR", "NOT")]

    def text(self, least=1):
        """A field of running text, what is in front of a value in it, and the words of some statement there."""
        while True:
            field, text = self.a_value(TEXTS)
            words = self.words_in(text)
            if len(words) >= least:
                prefix = "" if field == "quote" and self.maybe(0.7) else field + ":"
                return prefix, words, text

    # One clause

    def word(self):
        prefix, words, _ = self.text()
        word = self.random.choice(words)
        return prefix + (word.upper() if self.maybe(0.2) and word.upper() not in ("AND", "OR", "NOT") else word)

    def phrase(self):
        prefix, words, text = self.text(2)
        if HAN.search(text):
            return prefix + quoted(self.random.choice(words))
        begin = self.random.randrange(len(words) - 1)
        taken = words[begin:begin + self.random.randint(1, 4)]
        if self.maybe(0.2):
            self.random.shuffle(taken)
        phrase = quoted(" ".join(taken))
        if self.maybe(0.2) and len(taken[-1]) > 2:
            return prefix + quoted(" ".join(taken[:-1] + [taken[-1][:2]])) + "*"
        return prefix + phrase

    def loose(self):
        prefix, words, _ = self.text(3)
        begin = self.random.randrange(len(words) - 2)
        taken = words[begin:begin + 5]
        taken = self.random.sample(taken, min(len(taken), self.random.randint(2, 3)))
        return f"{prefix}{quoted(' '.join(taken))}~{self.random.randint(0, 6)}"

    def near(self):
        prefix, words, text = self.text(3)
        operator = f"{self.random.choice(['NEAR', 'ADJ'])}/{self.random.randint(1, 8)}"
        sides = [self.random.choice(words) for _ in range(2)]
        if not HAN.search(text):
            if self.maybe(0.3):
                sides[0] = sides[0][:3] + "*"
            if self.maybe(0.2):
                begin = self.random.randrange(len(words) - 1)
                sides[1] = quoted(" ".join(words[begin:begin + 2]))
        return f"{prefix}({sides[0]} {operator} {sides[1]})"

    def begun(self):
        prefix, words, _ = self.text()
        word = self.random.choice(words)
        return f"{prefix}{word[:self.random.randint(1, 4)]}*"

    def pattern(self):
        prefix, words, text = self.text()
        word = self.random.choice(words)
        # A pattern covers one word, which is one character in Chinese.
        if len(word) < 3 or HAN.search(text):
            return prefix + word[0] + "*"
        at = self.random.randrange(1, len(word))
        return prefix + word[:at] + self.random.choice(["?", "*"]) + word[at + 1:]

    def misspelt(self):
        prefix, words, text = self.text()
        word = self.random.choice(words)
        if HAN.search(text):
            return f"{prefix}{word[0]}~"
        at = self.random.randrange(len(word))
        other = self.random.choice(words)[0]
        spelt = self.random.choice([word[:at] + word[at + 1:], word[:at] + other + word[at:], word[:at] + other + word[at + 1:]])
        return prefix + (spelt if re.fullmatch(r"\w+", spelt) else word) + self.random.choice(["~", "~1", "~2"])

    def name(self):
        field, name = self.a_value(NAMES)
        words = self.words_in(name)
        forms = [f"{field}:{quoted(name)}", f"{field}:={quoted(name)}", f"{field}:*", f"-{field}:*"]
        if words:
            word = self.random.choice(words)
            forms += [f"{field}:{word}", f"{field}:{word[:2]}*", f"{field}:{word[0]}*", f"{field}:{word}~1",
                      f"{field}:({word} OR {self.random.choice(words)})"]
        return self.random.choice(forms)

    def expression(self):
        field, name = self.a_value({field: NAMES[field] for field in EXPRESSED})
        words = self.words_in(name) or [name]
        word = re.escape(self.random.choice(words))
        whole = re.sub(r"([^\w\s])", r"\\\1", name)
        form = self.random.choice([
            f"^{whole}$", f"^{word}", f"{word}$", word, f"({word}|{re.escape(self.random.choice(words))}x)", rf"\b{word}\b",
            f"{word[:1]}.{{0,3}}{word[-1:]}", rf"\d+", f"[a-cа-в一-丙]", f"{word[:2]}.*{word[-1:]}$",
        ])
        return f"{field}:/{form}/"

    def whole(self):
        statement = self.random.choice(self.statements)
        return self.random.choice([
            f"kind:{statement['kind']}", f"lang:{statement['article']['lang'] or 'en'}", f"id:{statement['id']}",
            f"speaker.type:{statement['speaker']['type'] or 'person'}", f"article:{quoted(statement['article']['id'])}",
            f"outlet:{self.random.choice(['itar-tass', 'TASS', 'ТАСС', 'reuters', '新华社'])}", "*",
        ])

    def day(self):
        dates = [statement["date"] for statement in self.statements if statement["date"]]
        first, last = sorted(self.random.choice(dates)[:self.random.choice([4, 7, 10])] for _ in range(2))
        year = first[:4]
        if first[:len(last)] > last[:len(first)]:
            last = first
        return self.random.choice([
            f"date:{first}", f"date:{first}..{last}", f"date:{first}..", f"date:..{last}", f"date:>={first}", f"date:>{first}",
            f"date:<{last}", f"date:<={last}", f"date:{year}-Q{self.random.randint(1, 4)}", f"date:{year}-W{self.random.randint(1, 52):02}",
            f"date:[{first} TO *]", f"date:[{year} TO 2024-11}}", "date:*", "-date:*",
        ])

    def certain(self):
        low, high = sorted(round(self.random.random(), self.random.randint(1, 2)) for _ in range(2))
        return self.random.choice([f"conf:>={low}", f"conf:<{high}", f"conf:>{low}", f"conf:<={high}", f"conf:{low}..{high}", "conf:0.8"])

    def clause(self):
        return self.random.choice([
            self.word, self.word, self.phrase, self.phrase, self.loose, self.near, self.begun, self.pattern, self.misspelt, self.name,
            self.name, self.expression, self.whole, self.day, self.day, self.certain,
        ])()

    # Clauses together

    def question(self, depth):
        if depth == 0:
            clause = self.clause()
            return f"NOT {clause}" if self.maybe(0.1) and not clause.startswith("-") else clause
        parts = []
        for _ in range(self.random.randint(2, 3)):
            part = self.question(depth - 1)
            parts.append(f"({part})" if " " in part else part)
        if self.maybe(0.25):
            parts[-1] = parts[-1] if parts[-1].startswith("-") else f"-{parts[-1]}"
        return self.random.choice([" ", " AND ", " OR ", " OR "]).join(parts)
