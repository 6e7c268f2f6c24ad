package io.github.jobreporter.bench;

import java.nio.file.Path;

/**
 * What a contender's process meets.
 *
 * @param tls whether the services speak TLS
 * @param logs the folder for what the processes write
 */
record Surroundings(
        ManagedRuntime runtime, CannedServices services, boolean tls, CpuShare share, Path logs) {

    Surroundings withTls(CannedServices encrypted) {
        return new Surroundings(runtime, encrypted, true, share, logs);
    }
}
