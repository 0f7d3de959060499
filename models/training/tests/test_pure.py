"""`python -m unittest training.tests.test_pure` in `models`: the parts that are pure functions."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper
from PIL import Image

from training import (
    calibrate,
    exported,
    gate,
    graph,
    hashing,
    losses,
    matrices,
    metrics,
    pack,
    phrases,
    pixels,
    references,
    split,
    texts,
    towers,
)


class Pure(unittest.TestCase):
    def test_texts_are_related_by_what_their_things_are_kinds_of(self):
        classes = [
            {"words": ["tench"], "hypernyms": [["fish"], ["animal"]]},
            {"words": ["Norfolk terrier"], "hypernyms": [["terrier"], ["dog"], ["animal"]]},
            {"words": ["Lakeland terrier"], "hypernyms": [["terrier"], ["dog"], ["animal"]]},
            {"words": ["spoon"], "hypernyms": [["cutlery"]]},
        ]
        labels = graph.LabelGraph(classes)
        said = ["a Norfolk terrier runs", "two dogs", "a tench", "a spoon", "nothing known"]
        vectors = np.stack([labels.vector(text) for text in said])
        shared = vectors @ vectors.T
        self.assertGreater(shared[0, 1], shared[0, 2])
        self.assertGreater(shared[0, 2], 0)
        self.assertEqual(shared[0, 3], 0)
        self.assertEqual(shared[4].max(), 0)
        near = graph.related(vectors)
        np.testing.assert_allclose(near.sum(axis=1), 1, atol=1e-6)
        self.assertEqual(near[4].tolist(), [0, 0, 0, 0, 1])
        self.assertGreater(near[0, 1], 0)

    def test_the_tail_as_matrices_is_the_tail(self):
        tower, _, _ = towers.load_vision()
        cut = torch.rand(3, *towers.CUT_SHAPE)
        with torch.no_grad():
            pairs = zip(tower.tail(cut), matrices.MatrixTail(tower.tail)(cut), strict=True)
            for expected, found in pairs:
                torch.testing.assert_close(found, expected, atol=1e-3, rtol=1e-3)

    def test_near_twins_are_one_family_and_on_one_side(self):
        random = np.random.default_rng(1)
        hashes = random.random((6, 64)) < 0.5
        hashes[3] = hashes[0]
        hashes[3, :4] ^= True
        hashes[5] = hashes[3]
        hashes[5, 60:64] ^= True
        pairs = split.near_pairs(hashes)
        self.assertEqual(sorted(map(tuple, pairs.tolist())), [(0, 3), (3, 5)])
        # 5 is near 3, but not near 0, which leads 3.
        self.assertEqual(split.families(pairs, 6).tolist(), [0, 1, 2, 0, 4, 5])
        names = [f"{row}.jpg" for row in range(6)]
        trained = np.array([True, False, False, False, False, False])
        tested = np.array([False, False, False, False, False, True])
        sides = split.sides(names, pairs, trained, tested)
        self.assertEqual([sides[row] for row in (0, 3, 5)], ["train", "out", "held"])
        sides = split.sides(names, pairs, trained, np.zeros(6, dtype=bool))
        self.assertEqual([sides[row] for row in (0, 3)], ["train", "train"])

    def test_a_hash_head_survives_its_file(self):
        random = np.random.default_rng(2)
        groups = [
            hashing.Group(
                random.normal(size=width).astype(np.float32),
                random.normal(size=width).astype(np.float32),
                random.normal(size=(bits, width)).astype(np.float32),
                weight,
            )
            for bits, width, weight in ((64, 5, 1.5), (32, 3, 0.5))
        ]
        described = [
            {"bits": len(group.rotation), "dimensions": group.rotation.shape[1], "weight": weight}
            for group, weight in zip(groups, (1.5, 0.5), strict=True)
        ]
        # One dimension more than the groups read.
        found = hashing.unpack_head(hashing.pack_head(groups, 9), described, 9)
        for before, after in zip(groups, found, strict=True):
            np.testing.assert_array_equal(before.rotation, after.rotation)
            np.testing.assert_array_equal(before.text_mean, after.text_mean)
        rows = random.normal(size=(4, 8)).astype(np.float32)
        scores = hashing.code_scores(rows, rows, found)
        self.assertEqual(scores.shape, (4, 4))

    def test_equal_embeddings_of_both_kinds_have_no_distance(self):
        random = np.random.default_rng(3)
        mean = np.zeros(6, dtype=np.float32)
        rotation = hashing.random_rotation(32, 6, 1)
        rows = random.normal(size=(5, 6)).astype(np.float32)
        scores = hashing.code_scores(rows, rows, [hashing.Group(mean, mean, rotation, 1.0)])
        np.testing.assert_array_equal(scores.diagonal(), 0)
        self.assertTrue((scores <= 0).all())

    def test_packed_matrices_are_near_and_nearer_in_groups(self):
        random = np.random.default_rng(4)
        rows = random.normal(size=(5, 128)).astype(np.float32)
        for flag, shape in ((0, (128, 24)), (1, (24, 128))):
            weight = random.normal(size=shape).astype(np.float32)
            weight *= np.exp(random.normal(size=shape)).astype(np.float32)
            wanted = rows @ (weight.T if flag else weight)
            errors = []
            for group in (None, 32):
                node = helper.make_node("Gemm", ["x", "w"], ["y"], transB=flag)
                graph = helper.make_graph(
                    [node],
                    "one",
                    [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [5, 128])],
                    [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [5, 24])],
                    [onnx.numpy_helper.from_array(weight, "w")],
                )
                made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
                made.ir_version = 8
                packed = pack.pack_weights(made, group=group).SerializeToString()
                found = onnxruntime.InferenceSession(packed).run(None, {"x": rows})[0]
                errors.append(float(np.abs(found - wanted).mean() / np.abs(wanted).mean()))
            self.assertLess(errors[0], 0.03)
            self.assertLess(errors[1], 0.8 * errors[0])

    def test_ranks_precision_and_recall(self):
        scores = np.array([[3.0, 2, 1], [1, 2, 3], [2, 2, 1]])
        np.testing.assert_array_equal(
            metrics.ranks_of_truth(scores, np.array([0, 0, 0])), [0, 2, 0.5]
        )
        self.assertEqual(metrics.recall(np.array([0, 2, 9, 10])), {"r1": 25, "r5": 50, "r10": 75})
        self.assertAlmostEqual(metrics.average_precision(np.array([4.0, 3, 2, 1]), {0, 2}), 5 / 6)

    def test_large_photos_are_shrunk_as_the_product_shrinks_them(self):
        cases = [
            ((4000, 3000), 1, (500, 375)),
            ((4000, 3000), 6, (500, 375)),
            ((3000, 4000), 1, (375, 500)),
            ((6000, 1000), 1, (750, 500)),
            ((6000, 1000), 6, (375, 500)),
            ((500, 375), 1, (500, 375)),
            ((4001, 3001), 1, (501, 376)),
        ]
        for size, orientation, expected in cases:
            image = Image.new("RGB", size)
            image.getexif()[pixels.ORIENTATION] = orientation
            self.assertEqual(pixels.intermediate(image), expected, (size, orientation))

    def test_a_large_photo_is_made_as_the_training_photos_were(self):
        with tempfile.TemporaryDirectory() as folder:
            for side, changed in ((335, False), (336, True)):
                path = Path(folder) / f"{side}.png"
                noise = np.random.default_rng(side).integers(0, 256, (side, side, 3))
                Image.fromarray(noise.astype(np.uint8)).save(path)
                direct = pixels.squash(pixels.open_photo(path))
                same = np.array_equal(np.asarray(pixels.see(path)), np.asarray(direct))
                self.assertEqual(same, not changed, side)

    def test_a_name_is_no_louder_than_a_caption(self):
        value = torch.nn.functional.normalize(torch.randn(2, 6), dim=1)
        side = torch.nn.functional.normalize(torch.randn(2, 3), dim=1)
        texts_found = exported.join_text(value, side, torch.tensor([0.1, 4.0]))
        torch.testing.assert_close(texts_found.norm(dim=1), torch.ones(2))
        # The best that a photo can do for each, were it all of one side.
        photo = exported.join_photo(value, 0.9 * side)
        torch.testing.assert_close(photo.norm(dim=1), torch.ones(2))
        loudest = (texts_found * photo).sum(dim=1)
        self.assertGreater(float(loudest[0]), float(loudest[1]))
        # The query's length changes no ranking: trained and class side keep their proportion.
        torch.testing.assert_close(texts_found[1, 6:9] / texts_found[1, :6].norm(), 4 * side[1])

    def test_a_query_is_measured_by_what_it_finds_elsewhere(self):
        cohort = np.zeros((30, 4), dtype=np.int8)
        cohort[:15, 0], cohort[15:, 1] = 127, 60
        queries = np.eye(4, dtype=np.float32)
        means = references.nearest_means(queries, cohort, (10, 30))
        np.testing.assert_allclose(means, [[1, 0.5], [1, 0.5], [0, 0], [0, 0]], atol=1e-6)
        direction = np.array([0, 0, 3, 0], dtype=np.float32)
        found = references.Reference({10: 2.0, 30: -1.0}, direction)(queries, cohort)
        np.testing.assert_allclose(found[:, 0], [1.5, 1.5, 3, 0], atol=1e-6)

    def test_the_reference_parts_right_from_wrong_for_each_kind_of_query(self):
        # Two kinds of queries: cosines of the second run higher throughout.
        random = np.random.default_rng(2)
        queries = hashing.unit_rows(random.normal(size=(300, 60)).astype(np.float32))
        queries[:, 0] = np.where(np.arange(300) < 150, 0.1, 0.7)
        queries = hashing.unit_rows(queries)
        photos = random.normal(size=(80, 60)).astype(np.float32)
        photos[:, 0] = 4
        photos = hashing.unit_rows(photos)
        cosines = queries @ photos.T
        right = cosines > cosines.mean(axis=1, keepdims=True) + 0.1
        quarters = np.zeros(80, dtype=int)
        asked = references.Questions("made", queries, photos, right, ~right, 1.0, quarters)
        cohort = np.round(photos * 127).astype(np.int8)
        reference = references.fit_reference([asked], cohort)
        relative = calibrate.relative_cosines(asked, reference, cohort)
        least = [np.min(relative[kind][right[kind]]) for kind in (slice(150), slice(150, 300))]
        self.assertAlmostEqual(least[0], least[1], delta=0.03)
        plain = [np.min(cosines[kind][right[kind]]) for kind in (slice(150), slice(150, 300))]
        self.assertGreater(plain[1] - plain[0], 0.2)

    def test_a_part_has_its_own_photos_and_what_they_answer(self):
        right = np.array([[True, False, False], [False, True, False], [False, False, True]])
        quarters = np.array([0, 2, 0])
        vectors = np.eye(3, dtype=np.float32)
        whole = references.Questions("made", vectors, vectors, right, ~right, 1.0, quarters)
        own = whole.part(0, 1)
        np.testing.assert_array_equal(own.queries, vectors[[0, 2]])
        np.testing.assert_array_equal(own.photos, vectors[[0, 2]])
        self.assertEqual(own.right.tolist(), [[True, False], [False, True]])

    def test_the_logistic_fit_finds_what_made_the_answers(self):
        random = np.random.default_rng(4)
        values = random.normal(2, 0.5, (4000, 2))
        chance = 1 / (1 + np.exp(-(values @ np.array([3.0, -2.0]) - 1)))
        truth = (random.random(4000) < chance).astype(float)
        found = references.logistic(values, truth, np.ones(4000))
        np.testing.assert_allclose(found, [3, -2, -1], atol=0.4)

    def test_a_cut_gives_up_its_share_of_what_was_shown(self):
        random = np.random.default_rng(3)
        scores = random.normal(0, 0.01, (200, 50))
        owner = np.arange(200) % 50
        right = np.linspace(0.1, 0.5, 200)
        scores[np.arange(200), owner] = right
        fit = {"slope": 10.0, "intercept": -3.0}
        answers = owner[:, None] == np.arange(50)
        for name, cut in calibrate.cuts(scores, answers, fit).items():
            lost = np.mean(1 / (1 + np.exp(-(10 * right - 3))) < cut)
            self.assertAlmostEqual(float(lost), calibrate.CUTS[name], delta=0.01)

    def test_phrases_end_where_a_part_of_the_sentence_does(self):
        words = phrases.words_of("A brown dog runs through the deep snow .")
        found = phrases.runs(words)
        self.assertIn("brown dog runs", found)
        self.assertIn("deep snow", found)
        self.assertNotIn("brown", found)
        self.assertNotIn("a brown dog runs", found)

    def test_a_photo_answers_a_phrase_with_all_of_its_words(self):
        captions = [
            ("two dogs running in the snow", "dogs run"),
            ("a dog sleeping", "the dog sleeps on a bed"),
            ("children in the snow", "kids playing"),
            ("a dog beside a man", "a man"),
        ]
        table = phrases.word_table(captions)
        right, wrong = table.answers("dog in the snow")
        self.assertEqual(right.tolist(), [True, False, False, False])
        self.assertEqual(wrong.tolist(), [False, True, True, True])
        right, wrong = table.answers("dog")
        self.assertEqual(right.tolist(), [True, True, False, False])
        # One caption of two names it: in doubt.
        self.assertEqual(wrong.tolist(), [False, False, True, False])
        np.testing.assert_allclose(table.shared("a dog in a kennel"), [0.5, 0.5, 0, 0.5])

    def test_things_as_captions_describe_them(self):
        captions = [
            "A brown dog is running .",
            "the red car on a street",
            "A man",
            "Tench in water",
        ]
        self.assertEqual(gate.described_things(captions, {"red car"}), ["brown dog"])

    def test_targets_sum_to_one_and_groups_share(self):
        target = losses.targets(torch.tensor([1, 1, 2]), None, 0.1, 0)
        torch.testing.assert_close(target.sum(dim=1), torch.ones(3))
        self.assertAlmostEqual(target[0, 1].item(), 0.9 / 2 + 0.1 / 3, places=6)

    def test_doubtful_pairs_are_trusted_less(self):
        clean, wrong = torch.rand(300) * 0.5, 4 + torch.rand(30)
        trust = losses.pair_trust(torch.cat([clean, wrong]))
        self.assertGreater(trust[:300].mean().item(), 0.9)
        self.assertLess(trust[300:].mean().item(), 0.1)

    def test_long_texts_keep_their_closing_token(self):
        ids = list(range(towers.CONTEXT_LENGTH + 5))
        self.assertEqual(texts.cut_ids(ids)[-1], ids[-1])
        self.assertEqual(len(texts.cut_ids(ids)), towers.CONTEXT_LENGTH)


if __name__ == "__main__":
    unittest.main()
