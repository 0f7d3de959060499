"""Makes Afterimage's built-in model: frozen towers, trained heads, ONNX files and a manifest."""
