package io.github.jobreporter.differential;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.differential.Side.Answer;
import io.github.jobreporter.local.dynamodb.TableStore;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** A table store with one mistake: an edit of the source that parses or evaluates conditions. */
enum ConditionMutant {
    TAKES_AND_FOR_OR("Evaluator", "holds(left) && holds(right)", "holds(left) || holds(right)"),
    TAKES_OR_FOR_AND("Evaluator", "holds(left) || holds(right)", "holds(left) && holds(right)"),
    OVERLOOKS_NOT("Evaluator", "!holds(negated)", "holds(negated)"),
    TAKES_ABSENT_FOR_EQUAL(
            "Evaluator",
            "case Equal(var left, var right) -> both(left, right, Value::equals)",
            "case Equal(var left, var right) -> value(left).equals(value(right))"),
    EXCLUDES_THE_LOWER_BOUND(
            "Evaluator", "ordered(low, Order.LESS_OR_EQUAL", "ordered(low, Order.LESS"),
    EXCLUDES_THE_UPPER_BOUND(
            "Evaluator", "ordered(operand, Order.LESS_OR_EQUAL", "ordered(operand, Order.LESS"),
    WANTS_ALL_OF_IN("Evaluator", "candidates.stream().anyMatch", "candidates.stream().allMatch"),
    TAKES_ABSENT_FOR_PRESENT(
            "Evaluator", "value(attribute).isPresent()", "value(attribute).isEmpty()"),
    TAKES_A_SET_FOR_ITS_MEMBERS_TYPE(
            "Evaluator", "it.type().equals(type)", "it.type().startsWith(type)"),
    FINDS_A_PREFIX_ANYWHERE("Evaluator", "text.startsWith(start)", "text.contains(start)"),
    FINDS_A_BINARY_PREFIX_AT_THE_END(
            "Evaluator", "bytes.startsWith(start)", "bytes.endsWith(start)"),
    FINDS_A_PART_AT_THE_START_ONLY("Evaluator", "text.contains(some)", "text.startsWith(some)"),
    FINDS_ANY_MEMBER("Evaluator", "members.contains(part)", "!members.isEmpty()"),
    FINDS_NO_ELEMENT("Evaluator", "elements.contains(part)", "false"),
    COUNTS_CODE_POINTS(
            "Evaluator", "number(text.length())", "number(text.codePointCount(0, text.length()))"),
    GIVES_A_NUMBER_A_SIZE(
            "Evaluator",
            "case Numeric _, Bool _, Null _ -> Optional.empty()",
            "case Numeric _, Bool _, Null _ -> number(1)"),
    LETS_LESS_BE_EQUAL("Condition", "case LESS -> comparison < 0", "case LESS -> comparison <= 0"),
    LETS_GREATER_BE_EQUAL(
            "Condition", "case GREATER -> comparison > 0", "case GREATER -> comparison >= 0"),
    COMPARES_NUMBERS_AS_DOUBLES(
            "Value",
            "OptionalInt.of(a.compareTo(b));\n        }\n        if (left instanceof Text",
            "OptionalInt.of(Double.compare(a.doubleValue(), b.doubleValue()));\n        }\n"
                    + "        if (left instanceof Text"),
    COMPARES_STRINGS_BY_UTF_16("Value", "utf8(a).compareTo(utf8(b))", "a.compareTo(b)"),
    TAKES_ONE_FOR_ANOTHER_ONE("Value", "number.stripTrailingZeros()", "number"),
    LETS_NOT_REACH_TOO_FAR(
            "ConditionParser", "new Not(condition(not()))", "new Not(condition(or()))"),
    READS_FROM_LEFT_TO_RIGHT(
            "ConditionParser",
            "new Or(condition(left), condition(and()))",
            "new Or(condition(left), condition(not()))");

    private static final String PACKAGE = TableStore.class.getPackageName();
    private static final Path SOURCES = Path.of("src/local/java").resolve(path(PACKAGE));
    private static final Path RESERVED_WORDS =
            Path.of("src/local/resources").resolve(path(PACKAGE)).resolve("reserved-words.txt");

    private final String file;
    private final String original;
    private final String mistake;

    ConditionMutant(String file, String original, String mistake) {
        this.file = file;
        this.original = original;
        this.mistake = mistake;
    }

    /** Compiles all mutants at once, each in its own package. */
    static Map<ConditionMutant, Side> compile(Path folder) throws Exception {
        var sources = new ArrayList<String>();
        for (var mutant : values()) {
            sources.addAll(mutant.write(folder));
        }
        var arguments =
                Stream.concat(
                        Stream.of(
                                "-proc:none",
                                "-nowarn",
                                "-classpath",
                                classPath(),
                                "-d",
                                folder.toString()),
                        sources.stream());
        var problems = new ByteArrayOutputStream();
        int exitCode =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, problems, arguments.toArray(String[]::new));
        if (exitCode != 0) {
            throw new IllegalStateException("mutants do not compile: " + problems);
        }
        var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
        var sides = new EnumMap<ConditionMutant, Side>(ConditionMutant.class);
        for (var mutant : values()) {
            sides.put(mutant, side(loader.loadClass(mutant.packageName() + ".TableStore")));
        }
        return sides;
    }

    private static String path(String packageName) {
        return packageName.replace('.', '/');
    }

    private String packageName() {
        return PACKAGE + "." + name().toLowerCase(Locale.ROOT);
    }

    /** Writes the package with the mistake, and returns the files to compile. */
    private List<String> write(Path folder) throws IOException {
        var target = Files.createDirectories(folder.resolve(path(packageName())));
        Files.copy(RESERVED_WORDS, target.resolve(RESERVED_WORDS.getFileName()));
        var written = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(SOURCES, it -> !isEndpoint(it))) {
            for (var source : files) {
                var text = Files.readString(source);
                var mutated = source.endsWith(file + ".java") ? mutated(text) : text;
                var path = target.resolve(source.getFileName());
                Files.writeString(path, mutated.replace(PACKAGE, packageName()));
                written.add(path.toString());
            }
        }
        return written;
    }

    private static boolean isEndpoint(Path source) {
        return source.endsWith("DynamoDbEndpoint.java");
    }

    private String mutated(String source) {
        if (source.split(Pattern.quote(original), -1).length != 2) {
            throw new IllegalStateException(
                    "%s.java must contain this exactly once: %s".formatted(file, original));
        }
        return source.replace(original, mistake);
    }

    /** Only what the sources need, because the whole class path takes javac a second. */
    private static String classPath() {
        return Stream.of(ObjectNode.class, JsonParser.class, NullMarked.class)
                .map(it -> it.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Side side(Class<?> type) throws ReflectiveOperationException {
        var store = type.getConstructor(InstantSource.class).newInstance(InstantSource.system());
        var call = type.getMethod("call", String.class, ObjectNode.class);
        var status = call.getReturnType().getMethod("status");
        var body = call.getReturnType().getMethod("body");
        return (operation, json) -> {
            try {
                var reply = call.invoke(store, operation, json);
                return Answer.of((int) status.invoke(reply), (ObjectNode) body.invoke(reply));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
