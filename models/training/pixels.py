"""Turns a photo file into the vision tower's input, as the product does, and into training views.

The product resizes as Pillow does, so embeddings agree: bicubic, and a photo that is much larger
than the training photos first to their size, bilinear, and a JPEG.
"""

import io
from pathlib import Path

import numpy as np
import pyvips
from PIL import Image, ImageCms, ImageEnhance, ImageOps

SIDE = 260
MEAN = 127.0
STD = 128.0
THUMBNAIL = (480, 320)
ORIENTATION = 0x0112
# How the training photos came to be small; what is so much larger is first made so too.
TRAINED_SIDE, TRAINED_QUALITY, AREA_FROM = 224, 78, 2.25
VIEWS = ("full", "flip", "crop-a", "crop-b", "crop-c")


def open_photo(path: Path | io.BytesIO) -> Image.Image:
    """Opens a photo upright, in sRGB colours, on white where it is transparent."""
    image = Image.open(path)
    if image.mode == "CMYK" and not image.info.get("icc_profile"):
        return open_press_colours(path)
    image = in_srgb(ImageOps.exif_transpose(image))
    if image.mode in ("RGBA", "LA", "P"):
        image = on_white(image.convert("RGBA"))
    return image.convert("RGB")


def open_as_product(path: Path) -> Image.Image:
    """`open_photo`, but a large JPEG is shrunk while it is decoded, as the product does.

    Photos to train on are too small for that: then both are the same.
    """
    with Image.open(path) as image:
        plan = (
            intermediate(image)
            if image.format in ("JPEG", "MPO") and image.mode != "CMYK"
            else None
        )
        if plan is None or plan == image.size:
            return open_photo(path)
        info = {name: image.info[name] for name in ("exif", "icc_profile") if name in image.info}
        shrink = min(image.width / plan[0], image.height / plan[1])
    # sharp shrinks while decoding only where more than that remains to be done.
    factor = next((step for step in (8, 4, 2) if shrink >= step), 1)
    factor = factor // 2 if int(shrink) == factor > 1 else factor
    small = pyvips.Image.jpegload(str(path), shrink=factor)
    small = small.resize(plan[0] / small.width, vscale=plan[1] / small.height)
    content = io.BytesIO()
    Image.fromarray(small.numpy()).save(content, "PNG", **info)
    return open_photo(content)


def see(path: Path) -> Image.Image:
    """SIDE x SIDE of a photo, as the product makes it: a large one as the training photos were."""
    with Image.open(path) as image:
        area = image.width * image.height
    image = open_as_product(path)
    if area >= AREA_FROM * TRAINED_SIDE**2:
        image = as_trained(image)
    return squash(image)


def as_trained(image: Image.Image) -> Image.Image:
    """TRAINED_SIDE x TRAINED_SIDE and a JPEG."""
    small = image.resize((TRAINED_SIDE, TRAINED_SIDE), Image.Resampling.BILINEAR)
    return compressed(small, TRAINED_QUALITY)


def compressed(image: Image.Image, quality: int) -> Image.Image:
    """What a JPEG leaves of a picture."""
    content = io.BytesIO()
    image.save(content, "JPEG", quality=quality, subsampling="4:2:0")
    return Image.open(content).convert("RGB")


def intermediate(image: Image.Image) -> tuple[int, int]:
    """The size that the product decodes to: halved while it holds the model's and a thumbnail."""
    upright = image.size[::-1] if image.getexif().get(ORIENTATION, 1) > 4 else image.size
    scale = min(1.0, THUMBNAIL[1] / upright[1], THUMBNAIL[0] / upright[0])
    sizes = []
    for length in upright:
        divisor = 1
        while -(-length // (divisor * 2)) >= max(SIDE, round(length * scale)):
            divisor *= 2
        sizes.append(-(-length // divisor))
    return (sizes[0], sizes[1]) if upright == image.size else (sizes[1], sizes[0])


def on_white(image: Image.Image) -> Image.Image:
    """RGBA -> RGB, cut off to whole numbers as libvips does, which the product uses."""
    pixels = np.asarray(image).astype(np.uint16)
    alpha = pixels[..., 3:]
    mixed = (pixels[..., :3] * alpha + 255 * (255 - alpha)) // 255
    return Image.fromarray(mixed.astype(np.uint8))


def open_press_colours(path: Path) -> Image.Image:
    """CMYK without a profile of its own, upright and by the profile that the product supposes."""
    image = pyvips.Image.new_from_file(str(path)).autorot()
    image = image.icc_transform("srgb", input_profile="cmyk", intent="perceptual")
    if image.hasalpha():
        image = image.flatten(background=255)
    return Image.fromarray(image.numpy()).convert("RGB")


def in_srgb(image: Image.Image) -> Image.Image:
    """Eight bits a colour, and colours by the picture's own profile where it carries one."""
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
    except ImageCms.PyCMSError:
        return image


def squash(image: Image.Image, box: tuple[float, float, float, float] | None = None) -> Image.Image:
    """Resizes the whole picture, or a box of it, to SIDE x SIDE without keeping its aspect."""
    return image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box)


def random_box(image: Image.Image, random: np.random.Generator) -> tuple[float, ...]:
    """A box of 40 to 90 % of the area, its aspect changed by up to a third."""
    area = random.uniform(0.4, 0.9)
    aspect = np.exp(random.uniform(-0.28, 0.28))
    width = min(1.0, np.sqrt(area * aspect)) * image.width
    height = min(1.0, np.sqrt(area / aspect)) * image.height
    left = random.uniform(0, image.width - width)
    top = random.uniform(0, image.height - height)
    return (left, top, left + width, top + height)


def make_view(image: Image.Image, view: str, random: np.random.Generator) -> Image.Image:
    """A view by its name. Crops are mirrored half the time, their light and colour varied."""
    if view == "full":
        return squash(image)
    if view == "flip":
        return ImageOps.mirror(squash(image))
    cropped = squash(image, random_box(image, random))
    if random.random() < 0.5:
        cropped = ImageOps.mirror(cropped)
    cropped = ImageEnhance.Brightness(cropped).enhance(random.uniform(0.75, 1.25))
    cropped = ImageEnhance.Contrast(cropped).enhance(random.uniform(0.8, 1.2))
    return ImageEnhance.Color(cropped).enhance(random.uniform(0.75, 1.25))


def to_input(image: Image.Image) -> np.ndarray:
    """float32 [3, SIDE, SIDE], `(rgb - MEAN) / STD`."""
    pixels = np.asarray(image, dtype=np.float32).transpose(2, 0, 1)
    return (pixels - MEAN) / STD
