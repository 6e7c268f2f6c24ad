package io.github.jobreporter.local;

/** The process that started this one. */
public final class MavenProcess {

    private MavenProcess() {}

    /** Ending Maven must also end this process. */
    public static void endWithIt() {
        ProcessHandle.current()
                .parent()
                .ifPresent(it -> Thread.ofVirtual().start(() -> endAfter(it)));
    }

    private static void endAfter(ProcessHandle maven) {
        maven.onExit().join();
        System.exit(2);
    }
}
