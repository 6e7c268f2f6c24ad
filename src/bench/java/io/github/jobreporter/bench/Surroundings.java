package io.github.jobreporter.bench;

import java.nio.file.Path;

/**
 * The environment of a contender's process.
 *
 * @param tls whether the services speak TLS
 * @param logs the folder for the output of the processes
 */
record Surroundings(
        ManagedRuntime runtime, CannedServices services, boolean tls, CpuShare share, Path logs) {

    Surroundings withTls(CannedServices encrypted) {
        return new Surroundings(runtime, encrypted, true, share, logs);
    }
}
