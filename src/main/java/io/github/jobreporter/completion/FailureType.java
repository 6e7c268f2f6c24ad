package io.github.jobreporter.completion;

import java.util.Arrays;
import java.util.Optional;

/** Why a job failed: the values of CodePipeline. */
public enum FailureType {
    JOB_FAILED("JobFailed"),
    CONFIGURATION_ERROR("ConfigurationError"),
    PERMISSION_ERROR("PermissionError"),
    REVISION_OUT_OF_SYNC("RevisionOutOfSync"),
    REVISION_UNAVAILABLE("RevisionUnavailable"),
    SYSTEM_UNAVAILABLE("SystemUnavailable");

    private final String wireName;

    FailureType(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the API, for example {@code JobFailed}. */
    public String wireName() {
        return wireName;
    }

    /** The type with this name in the API. */
    public static Optional<FailureType> named(String wireName) {
        return Arrays.stream(values()).filter(type -> type.wireName.equals(wireName)).findFirst();
    }
}
