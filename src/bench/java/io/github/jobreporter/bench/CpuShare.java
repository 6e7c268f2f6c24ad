package io.github.jobreporter.bench;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The share of one processor that an invocation gets. Lambda gives memory / 1769 MB. Lambda does
 * not limit the initialisation, so the limit starts after it.
 */
sealed interface CpuShare {

    /** The period of the quota, the same in Linux and Lambda. */
    Duration PERIOD = Duration.ofMillis(100);

    /** Limits a process until the limit is closed or the process ends. */
    Limit limit(long pid) throws IOException;

    /** How the process is limited, in one line. */
    String description();

    /** A limit in effect. */
    interface Limit extends AutoCloseable {

        @Override
        void close();
    }

    /** Uses a control group if this machine allows one, else stops the process periodically. */
    static CpuShare of(double share) throws IOException {
        if (share == 1) {
            return new Whole();
        }
        var name = "bench-" + ProcessHandle.current().pid();
        for (var controller : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/cpu")) {
            var group = Path.of(controller, name);
            try {
                Files.createDirectory(group);
                group.toFile().deleteOnExit();
                return Group.in(group, share);
            } catch (IOException _) {
                Files.deleteIfExists(group);
            }
        }
        return new DutyCycle(share);
    }

    /** No limit. */
    record Whole() implements CpuShare {

        @Override
        public Limit limit(long pid) {
            return () -> {};
        }

        @Override
        public String description() {
            return "no processor limit";
        }
    }

    /** A quota of a Linux control group, version 2 or 1. */
    record Group(Path group, double share) implements CpuShare {

        static Group in(Path group, double share) throws IOException {
            var period = PERIOD.toNanos() / 1000;
            var quota = (long) (period * share);
            if (Files.exists(group.resolve("cpu.max"))) {
                Files.writeString(group.resolve("cpu.max"), quota + " " + period);
            } else {
                write(group.resolve("cpu.cfs_period_us"), period);
                write(group.resolve("cpu.cfs_quota_us"), quota);
            }
            return new Group(group, share);
        }

        private static void write(Path file, long value) throws IOException {
            if (!Files.exists(file)) {
                throw new IOException(file + " is missing");
            }
            Files.writeString(file, Long.toString(value));
        }

        @Override
        public Limit limit(long pid) throws IOException {
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
            return () -> {};
        }

        @Override
        public String description() {
            return "invocations limited to %.2f of one processor by a control group"
                    .formatted(share);
        }
    }

    /**
     * Lets the process run at the start of each period and stops it for the remainder. Less exact
     * than a quota, because time in which the process waits counts as used.
     */
    record DutyCycle(double share) implements CpuShare {

        private static final int SIGCONT = 18;
        private static final int SIGSTOP = 19;

        @SuppressWarnings("restricted")
        private static final MethodHandle KILL =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT));

        @Override
        public Limit limit(long pid) {
            var cycle = Thread.ofPlatform().daemon().start(() -> turn((int) pid));
            return cycle::interrupt;
        }

        @Override
        public String description() {
            return "invocations limited to %.2f of one processor by stopping the process"
                    .formatted(share);
        }

        private void turn(int pid) {
            try {
                while (ProcessHandle.of(pid).isPresent()) {
                    Thread.sleep(Duration.ofNanos((long) (PERIOD.toNanos() * share)));
                    send(SIGSTOP, pid);
                    Thread.sleep(Duration.ofNanos((long) (PERIOD.toNanos() * (1 - share))));
                    send(SIGCONT, pid);
                }
            } catch (InterruptedException _) {
                send(SIGCONT, pid);
            }
        }

        private static void send(int signal, int pid) {
            try {
                var _ = (int) KILL.invokeExact(pid, signal);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
