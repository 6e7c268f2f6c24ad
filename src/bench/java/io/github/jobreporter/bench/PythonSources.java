package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Contender.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The same job in Python, with this machine's boto3. On Lambda, the runtime contains boto3. */
record PythonSources(Path sources) {

    Optional<Contender> contender(Certificate certificate, PrintStream out)
            throws IOException, InterruptedException {
        // The program itself: the name in the path may be a script of a version manager.
        var python = python("import boto3, sys; print(sys.executable)").tried();
        if (python.isEmpty()) {
            out.printf("Skipped %s: it needs python3 with boto3.%n", Contenders.PYTHON);
            return Optional.empty();
        }
        return Optional.of(
                new Contender(
                        Contenders.PYTHON,
                        sources,
                        List.of(python.get(), "-B", sources.resolve("runtime.py").toString()),
                        Map.of(),
                        Map.of("AWS_CA_BUNDLE", trust(certificate).toString()),
                        false,
                        Work.WHOLE_JOB));
    }

    /** The certificates that boto3 normally reads, and the one of the services. */
    private Path trust(Certificate certificate) throws IOException, InterruptedException {
        var own = python("import botocore.httpsession as it; print(it.where())").run();
        return certificate.addedTo(Path.of(own));
    }

    private Tool python(String program) {
        return Tool.in(sources, "python3", "-c", program);
    }
}
