"""Makes Afterimage's built-in model: two towers, their heads, ONNX files and a manifest."""
