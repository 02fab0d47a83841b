"""Language tags as stores, shops and browsers write them: "pt-BR", "pt_PT", "zh-Hant-TW"."""


def language_in(tag: str) -> str:
    """The language of a tag (BCP 47, https://www.rfc-editor.org/info/bcp47, or with "_"), without script or region."""
    return tag.replace("_", "-").partition("-")[0].lower()
