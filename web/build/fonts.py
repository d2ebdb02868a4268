"""Makes src/fonts of the fonts that KERN's package ships: two weights, Latin letters, under a name of their own
(the Open Font License asks for one where the name of the original may be reserved). Needs fonttools and brotli."""

from fontTools import subset
from fontTools.ttLib import TTFont

LETTERS = (
    "U+0000-017F,U+0218-021B,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+1E9E,U+2002-200A,U+2010-2015,U+2018-201E,"
    "U+2020,U+2022,U+2026,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212"
)
FOLDER = "node_modules/@kern-ux/native/dist/fonts/fira-sans"

for weight in ("Regular", "SemiBold"):
    font = TTFont(f"{FOLDER}/FiraSans-{weight}.woff2", recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "liga", "tnum", "lnum", "ccmp", "locl", "mark"]
    options.hinting = False
    options.desubroutinize = True
    options.flavor = "woff2"
    options.name_IDs = ["*"]
    cut = subset.Subsetter(options)
    cut.populate(unicodes=subset.parse_unicodes(LETTERS.replace("U+", "")))
    cut.subset(font)
    for record in list(font["name"].names):
        if record.nameID in (1, 3, 4, 6, 16, 18):
            record.string = record.toUnicode().replace("Fira Sans", "Vorgang Sans").replace("FiraSans", "VorgangSans")
        elif record.nameID not in (0, 2, 5, 8, 9, 13, 14, 17):
            font["name"].names.remove(record)
    font.flavor = "woff2"
    font.save(f"src/fonts/vorgang-sans-{weight.lower()}.woff2")
