"""How the encoder's weights are made: ``python -m model.finetune training_data``.

Nothing here runs in the service. It needs ``requirements/weights.txt`` (torch, onnx and the
package that carries the base weights) and half an hour on two cores; the outcome lies in
``model/weights``.
"""

import model.encoder  # noqa: F401  (before onnxruntime's tools: it tells them to report nothing)
