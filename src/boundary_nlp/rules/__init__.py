"""Rule packs: data that names takeover and guiding language, compiled and matched by anchors."""
