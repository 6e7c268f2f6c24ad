"""Extracts the third-party-job operations from botocore's copy of AWS's service model.

    python3 codepipeline_model.py > codepipeline_model.json
"""

import json

import botocore
from botocore.loaders import Loader

OPERATIONS = (
    "AcknowledgeThirdPartyJob",
    "GetThirdPartyJobDetails",
    "PollForThirdPartyJobs",
    "PutThirdPartyJobFailureResult",
    "PutThirdPartyJobSuccessResult",
)
VERSION = "2015-07-09"
INNER = ("member", "key", "value")
CONSTRAINTS = ("type", "required", "min", "max", "pattern", "enum")


def names(references):
    return {name: reference["shape"] for name, reference in references.items()}


def shape(modelled):
    """What constrains a value, and the names of the shapes in it."""
    facts = {key: modelled[key] for key in CONSTRAINTS if key in modelled}
    facts.update(names({key: modelled[key] for key in INNER if key in modelled}))
    if "members" in modelled:
        facts["members"] = names(modelled["members"])
    return facts


def reachable(shapes, name, found):
    if name not in found:
        found[name] = shape(shapes[name])
        inner = found[name].get("members", {}).values()
        for other in (*inner, *(found[name].get(key) for key in INNER)):
            if other:
                reachable(shapes, other, found)


def extract():
    model = Loader().load_service_model("codepipeline", "service-2", VERSION)
    operations, shapes = {}, {}
    for name in OPERATIONS:
        modelled = model["operations"][name]
        operations[name] = {
            "errors": sorted(error["shape"] for error in modelled["errors"]),
            **names({key: modelled[key] for key in ("input", "output") if key in modelled}),
        }
        for key in ("input", "output"):
            if key in modelled:
                reachable(model["shapes"], modelled[key]["shape"], shapes)
    return {"operations": operations, "shapes": dict(sorted(shapes.items()))}


def main():
    source = {
        "botocore": botocore.__version__,
        "file": f"botocore/data/codepipeline/{VERSION}/service-2.json.gz",
        "license": "Apache-2.0, Copyright Amazon.com, Inc. or its affiliates",
    }
    print(json.dumps({"source": source, **extract()}, indent=2))


if __name__ == "__main__":
    main()
