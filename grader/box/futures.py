"""In the box: a `from __future__ import` holds for the cells below it as well, as it does in IPython."""

import __future__


def flags_of(names):
    """The compiler's flags of the features that a namespace has imported, as `compile` takes them."""
    features = {name: getattr(__future__, name) for name in __future__.all_feature_names}
    return sum({feature.compiler_flag for name, feature in features.items() if names.get(name) is feature})
