package io.github.jobreporter.chaos;

/** What can happen to a request on its way to a service and back. */
enum WireFault {
    REFUSED("reset, and the port closed for a while", 4),
    RESET_BEFORE("reset before the service acts", 4),
    RESET_AFTER("reset after the service acted", 4),
    THROTTLED("throttled", 4),
    FAILED("HTTP 500 before the service acts", 4),
    TRUNCATED("acted, reply cut off", 4),
    REPLIED_LATE("acted, reply after the time-out", 1),
    ACTED_LATE("service acts after the time-out", 1);

    private final String description;
    private final int weight;

    WireFault(String description, int weight) {
        this.description = description;
        this.weight = weight;
    }

    String description() {
        return description;
    }

    /** How often it happens, compared with the others: those that take seconds happen less. */
    int weight() {
        return weight;
    }
}
