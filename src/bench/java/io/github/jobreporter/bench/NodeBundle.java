package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Contender.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The same job in Node. It is bundled and minified in a copy of the sources.
 *
 * @param build the folder below which the bundle is written
 */
record NodeBundle(Path sources, Path build) {

    Optional<Contender> contender(Certificate certificate, PrintStream out)
            throws IOException, InterruptedException {
        var version = Tool.in(sources, "node", "-p", "process.version").tried();
        if (version.filter(it -> it.startsWith("v20.")).isEmpty()
                || Tool.in(sources, "npm", "--version").tried().isEmpty()) {
            out.printf("Skipped %s: it needs Node 20 and npm.%n", Contenders.NODE);
            return Optional.empty();
        }
        // The program itself: the name in the path may be a script of a version manager.
        var node = Tool.in(sources, "node", "-p", "process.execPath").run();
        return Optional.of(
                new Contender(
                        Contenders.NODE,
                        bundle(),
                        List.of(node, sources.resolve("runtime.mjs").toString()),
                        Map.of(),
                        Map.of("NODE_EXTRA_CA_CERTS", certificate.pem().toString()),
                        false,
                        Work.WHOLE_JOB));
    }

    private Path bundle() throws IOException, InterruptedException {
        var copy = Files.createDirectories(build.resolve("contenders/node"));
        for (var file : List.of("package.json", "package-lock.json", "index.mjs")) {
            Files.write(copy.resolve(file), Files.readAllBytes(sources.resolve(file)));
        }
        var bundle = build.resolve("node");
        Tool.in(copy, "npm", "ci", "--ignore-scripts", "--prefer-offline").run();
        Tool.in(copy, "npm", "run", "build", "--", "--outfile=" + bundle.resolve("index.mjs"))
                .run();
        return bundle;
    }
}
