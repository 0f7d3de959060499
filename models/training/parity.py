"""Whether the product and the training see the same: one embedding for one file.

    python -m training.parity --data DIR --node NODE [--folder ../models/builtin]

Some 200 photos: originals as they are, and the same ones with odd aspects, as CMYK, 16 bit, with
transparency, with every EXIF orientation, and many on one photo of 12 megapixels. The product's
side is `test/support/embed-files.ts`, once with the folder as it ships and once with the image
tower in full float32, which shows whether both see the same pixels. The folder must be what
`export` made of the model.
"""

import argparse
import base64
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pyvips
import torch
from PIL import Image

from training import export as exporting
from training import exported, hashing, pixels, prepare

SCRIPT = Path(__file__).parents[2] / "test" / "support" / "embed-files.ts"


def make_files(originals: list[Path], folder: Path) -> dict[str, list[Path]]:
    """Writes variants of the originals, by kind."""
    found: dict[str, list[Path]] = {"original": originals}
    makers = {
        "panorama": panorama,
        "tall strip": strip,
        "CMYK": lambda image, path: image.convert("CMYK").save(path.with_suffix(".jpg")),
        "16 bit": sixteen_bits,
        "16 bit grey": sixteen_bits_grey,
        "transparent": transparent,
        "palette": lambda image, path: image.quantize(200).save(path.with_suffix(".png")),
        "grey": lambda image, path: image.convert("L").save(path.with_suffix(".jpg"), quality=95),
        "tiny": lambda image, path: image.resize((90, 70)).save(path.with_suffix(".png")),
    }
    for number, (kind, make) in enumerate(makers.items()):
        for source in originals[number % 4 :: 4][:14]:
            path = folder / f"{kind}-{source.stem}"
            make(plain(source), path)
            found.setdefault(kind, []).extend(folder.glob(f"{path.name}.*"))
    for number in range(6):
        path = folder / f"large-{number}.jpg"
        mosaic(originals[number:], path)
        found.setdefault("12 megapixels", []).append(path)
    for orientation in range(1, 9):
        for source in originals[orientation::8][:3]:
            path = folder / f"turned-{orientation}-{source.stem}.jpg"
            image = plain(source)
            exif = Image.Exif()
            exif[pixels.ORIENTATION] = orientation
            image.save(path, quality=95, exif=exif)
            found.setdefault("turned by EXIF", []).append(path)
    return found


def plain(path: Path) -> Image.Image:
    """The picture in sRGB, without a profile that its variants would carry on."""
    image = pixels.open_photo(path)
    image.info.clear()
    return image


def mosaic(originals: list[Path], path: Path) -> None:
    """4,000 x 3,000 pixels, with detail at every scale, as cameras write them."""
    sheet = Image.new("RGB", (4000, 3000))
    for place in range(16):
        picture = plain(originals[place % len(originals)]).resize((1000, 750))
        sheet.paste(picture, (place % 4 * 1000, place // 4 * 750))
    sheet.save(path, quality=92)


def panorama(image: Image.Image, path: Path) -> None:
    """Five times as wide as high."""
    image.crop((0, image.height // 3, image.width, image.height // 3 + image.width // 5)).save(
        path.with_suffix(".jpg"), quality=95
    )


def strip(image: Image.Image, path: Path) -> None:
    """Four times as high as wide."""
    image.crop((image.width // 3, 0, image.width // 3 + image.height // 4, image.height)).save(
        path.with_suffix(".webp"), quality=95
    )


def sixteen_bits(image: Image.Image, path: Path) -> None:
    """Colours with 16 bits each."""
    wide = np.asarray(image, dtype=np.uint16) * 257
    pyvips.Image.new_from_array(wide, interpretation="rgb16").pngsave(f"{path}.png")


def sixteen_bits_grey(image: Image.Image, path: Path) -> None:
    """Grey with 16 bits a pixel, which photos from scanners have."""
    grey = np.asarray(image.convert("L"), dtype=np.uint16) * 257
    Image.fromarray(grey).save(path.with_suffix(".png"))


def transparent(image: Image.Image, path: Path) -> None:
    """Fading out to the right."""
    fade = Image.linear_gradient("L").rotate(90).resize(image.size)
    image.putalpha(fade)
    image.save(path.with_suffix(".png"))


def product_embeddings(node: str, folder: Path, paths: list[Path]) -> list[np.ndarray]:
    """The product's embedding of each file. Raises ValueError where there is none."""
    asked = json.dumps([str(path.resolve()) for path in paths])
    answer = subprocess.run(
        [node, str(SCRIPT), str(folder)], input=asked, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    failed = [line for line in lines if "failure" in line]
    if failed:
        raise ValueError(f"the product did not embed {failed}")
    return [np.frombuffer(base64.b64decode(line["embedding"]), dtype="<f4") for line in lines]


def open_vision(model: Path, data: Path) -> exported.Vision:
    """The image tower in PyTorch, with unquantised weights."""
    joined, _ = exporting.open_joined(model, data)
    names = torch.from_numpy(joined.names @ joined.reduce.T)
    return exported.Vision(joined.model, names).eval()


def float_embeddings(vision: exported.Vision, paths: list[Path]) -> list[np.ndarray]:
    """PyTorch's embedding of each file."""
    found = []
    with torch.no_grad():
        for path in paths:
            value = pixels.to_input(pixels.see(path))[None]
            found.append(vision(torch.from_numpy(value))[0].numpy())
    return found


def write_unpacked(shipped: Path, vision: exported.Vision, folder: Path) -> None:
    """The model folder again, with the image tower in float32."""
    shutil.copytree(shipped, folder)
    exported.write_vision(vision, folder / "vision.onnx", packed=False)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["vision.onnx"] = exporting.describe(folder / "vision.onnx")
    (folder / "manifest.json").write_text(json.dumps(manifest))


def main() -> None:
    """Prints the cosines by kind of file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--node", required=True, help="a Node 24")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent.parent / "builtin")
    parser.add_argument("--model", type=Path, default=prepare.CACHE / "model.pt")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as made:
        originals = sorted((arguments.data / "originals").glob("*.jpg"))
        kinds = make_files(originals, Path(made))
        paths = [path for own in kinds.values() for path in own]
        vision = open_vision(arguments.model, arguments.data)
        unpacked = Path(made) / "unpacked"
        write_unpacked(arguments.folder, vision, unpacked)
        floats = float_embeddings(vision, paths)
        ways = {
            "before quantisation": product_embeddings(arguments.node, unpacked, paths),
            "as shipped": product_embeddings(arguments.node, arguments.folder, paths),
        }
    start = 0
    for kind, own in kinds.items():
        stop = start + len(own)
        told = {}
        for name, product in ways.items():
            rows = [row_cosine(product, floats, place) for place in range(start, stop)]
            told[name] = {"least": round(min(rows), 5), "mean": round(float(np.mean(rows)), 5)}
        print(json.dumps({"kind": kind, "files": len(own), **told}), flush=True)
        start = stop


def row_cosine(first, second, place: int) -> float:
    """The cosine of two rows."""
    pair = hashing.unit_rows(np.stack([first[place], second[place]]))
    return float(pair[0] @ pair[1])


if __name__ == "__main__":
    main()
