package io.github.jobreporter.chaos;

/** A fault on the connection between a function and a service. */
enum WireFault {
    REFUSED("connection reset, then refused for a while", 4),
    RESET_BEFORE("connection reset before the service acts", 4),
    RESET_AFTER("connection reset after the service acted", 4),
    THROTTLED("throttled", 4),
    FAILED("HTTP 500 before the service acts", 4),
    TRUNCATED("reply cut off after the service acted", 4),
    REPLIED_LATE("reply after the timeout, service acted", 1),
    ACTED_LATE("service acts after the timeout", 1);

    private final String description;
    private final int weight;

    WireFault(String description, int weight) {
        this.description = description;
        this.weight = weight;
    }

    String description() {
        return description;
    }

    /** How often it happens, relative to the others. Slow ones happen less often. */
    int weight() {
        return weight;
    }
}
