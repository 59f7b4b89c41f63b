"""Serves LibreTranslate without writing what people say in its log.

Run with the translation environment (`make traduction`): argostranslate logs every sentence at
INFO; here only its warnings pass. Arguments are LibreTranslate's own.
"""

from __future__ import annotations

import logging

import argostranslate.utils
from libretranslate.main import main

argostranslate.utils.logger.setLevel(logging.WARNING)
main()
