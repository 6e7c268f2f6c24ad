package io.github.jobreporter.local;

import java.time.Duration;

/** The process that started this one. */
public final class MavenProcess {

    /** More than the functions and the services need to close. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private MavenProcess() {}

    /** Ending Maven must also end this process. */
    public static void endWithIt() {
        ProcessHandle.current()
                .parent()
                .ifPresent(it -> Thread.ofVirtual().start(() -> endAfter(it)));
    }

    private static void endAfter(ProcessHandle maven) {
        maven.onExit().join();
        end(2);
    }

    /** Ends this process, even if something that is being closed does not end. */
    static void end(int exitCode) {
        Thread.ofPlatform().daemon().start(() -> halt(exitCode));
        System.exit(exitCode);
    }

    private static void halt(int exitCode) {
        try {
            Thread.sleep(GRACE);
            Runtime.getRuntime().halt(exitCode);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
