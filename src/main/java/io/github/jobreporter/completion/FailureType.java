package io.github.jobreporter.completion;

import java.util.Arrays;
import java.util.Optional;

/** Why a job failed, in CodePipeline's words. */
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

    /** The type that the API calls by this name. */
    public static Optional<FailureType> named(String wireName) {
        return Arrays.stream(values()).filter(it -> it.wireName.equals(wireName)).findFirst();
    }
}
