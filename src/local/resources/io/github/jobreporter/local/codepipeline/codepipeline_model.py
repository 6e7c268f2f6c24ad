"""Prints what AWS's service model says of the third-party-job operations, from botocore's copy of it.

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
CONSTRAINTS = ("type", "min", "max", "pattern", "enum")


def members(shapes, structure, path=""):
    """Each member of an input with its path, the members of members included."""
    for name, reference in structure["members"].items():
        shape = shapes[reference["shape"]]
        facts = {key: shape[key] for key in CONSTRAINTS if key in shape}
        facts["required"] = name in structure.get("required", ())
        yield path + name, facts
        if shape["type"] == "structure":
            yield from members(shapes, shape, path + name + ".")


def operations():
    model = Loader().load_service_model("codepipeline", "service-2", VERSION)
    shapes = model["shapes"]
    return {
        name: {
            "errors": sorted(error["shape"] for error in model["operations"][name]["errors"]),
            "input": dict(members(shapes, shapes[model["operations"][name]["input"]["shape"]])),
        }
        for name in OPERATIONS
    }


def main():
    source = {
        "botocore": botocore.__version__,
        "file": f"botocore/data/codepipeline/{VERSION}/service-2.json.gz",
    }
    print(json.dumps({"source": source, "operations": operations()}, indent=2))


if __name__ == "__main__":
    main()
