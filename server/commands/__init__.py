"""The commands of ``doorstep``, grouped by what they are about; `server/cli.py` puts them together.

Modules here import only what is cheap at the top: scikit-learn and the encoder take a second to
load, and ``doorstep pair`` must not wait for them.
"""
