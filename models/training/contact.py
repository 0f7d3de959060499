"""A contact sheet: queries that a person would type, and what the model finds among val.

python -m training.contact --data DIR --out ../docs/images/queries.jpg
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training import evaluate, sources

QUERIES = (
    "kids on a trampoline",
    "someone surfing at sunset",
    "brown dog with a red collar",
    "guitar",
    "two dogs fighting over a stick",
    "a girl blowing bubbles",
    "snowboarder in the air",
    "people waiting for a train",
    "motorcycle race",
    "climbing a rock",
    "birthday party",
    "man cooking food",
    "a child on a swing",
    "football game",
    "horse",
    "skateboarder at night",
    "woman with sunglasses",
    "dog in the snow",
    "fountain",
    "two people kissing",
)
CELL, GAP, SHOWN, TITLE = 104, 4, 5, 18


def main() -> None:
    """Draws the sheet: two columns of queries, the first five pictures of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent.parent / "builtin")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    model = evaluate.Exported(arguments.folder)
    records = sources.read_source(arguments.data, "val")
    images = model.embed_photos([arguments.data / record.photo for record in records])
    order = np.argsort(-(model.embed_texts(list(QUERIES)) @ images.T), axis=1)[:, :SHOWN]
    width, height = SHOWN * (CELL + GAP) + 3 * GAP, CELL + TITLE + 2 * GAP
    rows = (len(QUERIES) + 1) // 2
    sheet = Image.new("RGB", (2 * width, rows * height + GAP), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for place, (query, found) in enumerate(zip(QUERIES, order, strict=True)):
        left, top = (place // rows) * width + GAP, (place % rows) * height + GAP
        draw.text((left, top), query, "black", font)
        for column, row in enumerate(found):
            photo = Image.open(arguments.data / records[row].photo).resize((CELL, CELL))
            sheet.paste(photo, (left + column * (CELL + GAP), top + TITLE))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(arguments.out, quality=80)


if __name__ == "__main__":
    main()
