"""Articles that nobody wrote: four scripts, all precisions of dates, copies, versions, and what is hard to spell.

The same seed makes the same folder, byte for byte.
"""
import json
import os
import random

IN_ONE_FILE = 20

# The agencies are known to dixit's table of outlets under several names; the publishers are invented.
AGENCIES = ["TASS", "Reuters", "Xinhua", "Interfax", "Kyodo"]

# A sentence is a subject, a verb, an object and an end. What is hard about words is among the objects: punctuation inside,
# ligatures, full width, accents, apostrophes, two words that fold to one.
LANGUAGES = {
    "en": {
        "names": ["Oskar Brandt", "Lina Morel", "Ada O’Quill", "Yusuf Kandar", "Mei-Lin Tso", "Sir Ivo Hale", "Oskar Brandtner"],
        "roles": ["Minister", "Mayor", "Harbour chief", "Union spokesperson"],
        "publishers": ["Morning Ledger", "The Velmora Post", "Coast & Country"],
        "subjects": ["The northern pipeline", "Every ferry", "The council", "Our U.S. partner", "The old bridge", "A fair order"],
        "verbs": ["must repair", "will open", "has sanctioned", "cannot sanction", "is repairing", "would not close"],
        "objects": ["the coast-road", "AT&T masts", "ﬁeld hospitals", "ＴＡＸ rules", "O’Brien’s café", "1.4 million tonnes of grain",
                    "the multipolar market", "a multi-polar world", "strategic autonomy"],
        "ends": ["before the winter", "until the new one is open", "with or without sanctions", "and nobody objects", "in Velmora"],
        "join": " ",
        "pages": [
            "“{0},” said {role} {name}. {last} added that {1}, {agency} reported.",
            "{role} {name} told {agency} that “{0}”. “{1},” {last} said, “{2}.”",
            "According to {agency}, {role} {name} denied that {0}. “{1},” {last} told reporters.",
            "“{0},” a source close to the talks told {agency}.",
        ],
    },
    "ru": {
        "names": ["Олег Бравин", "Лина Морозова", "Семён Ёлкин", "Фёдор Бравинский"],
        "roles": ["министр", "мэр", "глава порта"],
        "publishers": ["Вечерний Листок", "Вельморские новости"],
        "subjects": ["Северный трубопровод", "Старый мост", "Совет порта", "Справедливый порядок"],
        "verbs": ["нужно починить", "не закроет", "откроет", "поддерживает"],
        "objects": ["дорогу вдоль берега", "многополярный рынок", "мачты АО «Связь»", "санкции против порта", "зелёный ёж"],
        "ends": ["до зимы", "в среду", "без санкций", "и никто не против"],
        "join": " ",
        "pages": [
            "«{0}», — заявил {role} {name}. {last} сообщил, что {1}.",
            "Как сообщает ТАСС, {role} {name} сказал: «{0}». «{1}», — добавил {last}.",
        ],
    },
    "zh": {
        "names": ["陈海波", "林美丽", "高山"],
        "roles": ["部长", "港口主任"],
        "publishers": ["晨光日报", "港口晚报"],
        "subjects": ["北方管道", "旧桥", "多极世界", "港口委员会"],
        "verbs": ["必须修好", "不会关闭", "支持", "将公布"],
        "objects": ["海岸公路", "多极市场", "粮食仓库", "制裁措施"],
        "ends": ["在冬天之前", "在星期三", "没有人反对"],
        "join": "",
        "pages": [
            "{role}{name}说:“{0}。”{name}表示,{1}。",
            "据新华社报道,{role}{name}说:“{0}。”",
        ],
    },
    "ar": {
        "names": ["سامر حداد", "لينا مراد", "ياسين القاضي"],
        "roles": ["الوزير", "مديرة الميناء"],
        "publishers": ["صحيفة الصباح"],
        "subjects": ["خط الأنابيب الشمالي", "الجسر القديم", "مجلس الميناء"],
        "verbs": ["يجب إصلاح", "لن يغلق", "سيفتح"],
        "objects": ["طريق الساحل", "السوق متعددة الأقطاب", "مخازن الحبوب"],
        "ends": ["قبل الشتاء", "يوم الأربعاء", "بدون عقوبات"],
        "join": " ",
        "pages": [
            'قال {role} {name}: "{0}". وأكد {last} أن {1}.',
            'وقالت {role} {name}: "{0}".',
        ],
    },
    "de": {
        "names": ["Jörg Brändle", "Anna-Luise Groß"],
        "roles": ["Minister", "Bürgermeisterin"],
        "publishers": ["Morgenblatt", "Velmoraer Anzeiger"],
        "subjects": ["Die nördliche Rohrleitung", "Der Hafenrat", "Eine gerechte Ordnung"],
        "verbs": ["öffnet", "schließt", "unterstützt"],
        "objects": ["die Küstenstraße", "den multipolaren Markt", "Getreidespeicher"],
        "ends": ["vor dem Winter", "am Mittwoch", "ohne Sanktionen"],
        "join": " ",
        "pages": [
            "„{0}“, sagte {role} {name}. {last} erklärte, „{1}“, meldete Reuters.",
        ],
    },
}


class Maker:
    """Makes articles by chance."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def sentence(self, words):
        return words["join"].join(self.random.choice(words[part]) for part in ("subjects", "verbs", "objects", "ends"))

    def date(self):
        """A date as precise as it may be known, or none."""
        year, month, day = self.random.randint(2021, 2024), self.random.randint(1, 12), self.random.randint(1, 28)
        return self.random.choice([
            None, f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}", f"{year}-{month:02}-{day:02}",
            f"{year}-{month:02}-{day:02}T{self.random.randint(0, 23):02}:{self.random.randint(0, 59):02}:00Z",
        ])

    def paragraph(self, words):
        name = self.random.choice(words["names"])
        said = [self.sentence(words) for _ in range(3)]
        return self.random.choice(words["pages"]).format(
            *said, role=self.random.choice(words["roles"]), name=name, last=name.split()[-1], agency=self.random.choice(AGENCIES))

    def article(self, number):
        lang = self.random.choice(["en", "en", "en", "ru", "ru", "zh", "ar", "de"])
        words = LANGUAGES[lang]
        title = self.sentence(words)
        text = "\n\n".join(self.paragraph(words) for _ in range(self.random.randint(1, 4)))
        facts = {"title": title, "text": text, "lang": lang, "publisher": self.random.choice(words["publishers"] + [None])}
        facts["date"] = self.date()
        if self.random.random() < 0.3:
            facts["author"] = self.random.choice(words["names"])
        if self.random.random() < 0.5:
            facts["url"] = f"https://example.org/{lang}/{number}?q=a%20b"
        if self.random.random() < 0.3:
            facts["id"] = f"Art-{number} x"
        return {name: value for name, value in facts.items() if value is not None}

    def copy(self, article):
        """The same text again: the same article elsewhere, or under another publisher, later, or of the same id."""
        again = dict(article)
        kind = self.random.randrange(3)
        if kind > 0:
            again["publisher"] = self.random.choice(["The Other Paper", "Second Hand News"])
            again["date"] = f"2024-12-{self.random.randint(1, 28):02}"
        if kind == 1:
            again.pop("id", None)
            again["text"] += "\n\n" + self.paragraph(LANGUAGES[article["lang"]])
        return again

    def articles(self, n):
        made = []
        while len(made) < n:
            made.append(self.article(len(made)))
            if self.random.random() < 0.2:
                made.append(self.copy(self.random.choice(made)))
        return made


def write_folder(folder, n, seed):
    """A folder with `n` articles in files of JSON Lines."""
    articles = Maker(seed).articles(n)
    for begin in range(0, n, IN_ONE_FILE):
        path = os.path.join(folder, f"{begin % 3}", f"part {begin:05}.jsonl")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles[begin:begin + IN_ONE_FILE])
