package io.github.jobreporter.support;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The choices that make up a generated case: the same seed makes the same choices.
 *
 * <p>Bugs are often at limits: one number in three is a limit or the number beside it. Characters
 * come from ranges that parsers treat differently.
 */
public final class Choices {

    private static final List<String> JSON =
            List.of(
                    "", "", "\"", "'", "\\", "{", "}", "[", "]", ":", ",", "\n", "0", "e", "x",
                    "\u0000", "\uD83D", "\\ud83d", "null", "NaN", "//", "/*");

    private final long seed;
    private final RandomGenerator random;
    private final List<Object> shown = new ArrayList<>();

    public Choices(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** Any of the values. */
    @SafeVarargs
    public final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Any of the values. */
    public <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** True once in this many times, on average. */
    public boolean once(int times) {
        return random.nextInt(times) == 0;
    }

    /** A list with any number of elements up to {@code size}. */
    public <T> List<T> listOfUpTo(int size, Function<Choices, T> element) {
        return Stream.generate(() -> element.apply(this)).limit(between(0, size)).toList();
    }

    /** The value, or null with this probability. */
    public <T> @Nullable T absent(double probability, Function<Choices, T> value) {
        return random.nextDouble() < probability ? null : value.apply(this);
    }

    /** A number within these limits, inclusive. */
    public int between(int least, int greatest) {
        return (int) between((long) least, (long) greatest);
    }

    /** A number within these limits, inclusive. */
    public long between(long least, long greatest) {
        return switch (random.nextInt(12)) {
            case 0 -> least;
            case 1 -> Math.min(least + 1, greatest);
            case 2 -> Math.max(least, greatest - 1);
            case 3 -> greatest;
            default -> random.nextLong(least, greatest + 1);
        };
    }

    /** 64 bits. */
    public long bits() {
        return random.nextInt(6) == 0
                ? of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE)
                : random.nextLong();
    }

    /** A well-formed text of this many code points, at most seven of them different. */
    public String text(int length) {
        List<String> alphabet = Stream.generate(this::character).limit(between(1, 7)).toList();
        return IntStream.range(0, length)
                .mapToObj(index -> alphabet.get(index % alphabet.size()))
                .collect(Collectors.joining());
    }

    private String character() {
        return Character.toString(
                switch (random.nextInt(11)) {
                    case 0, 1, 2, 3 -> between(' ', '~');
                    case 4 -> between(0, 0x1f);
                    case 5 -> of('"', '\\', '/', '~');
                    case 6, 7 -> between(0x7f, 0xd7ff);
                    case 8 -> between(0xe000, 0xffff);
                    default -> between(0x10000, 0x10ffff);
                });
    }

    /** A text of at most this many UTF-16 units, some of them lone surrogates. */
    public String anyText(int length) {
        return listOfUpTo(length, Choices::unit).stream().collect(Collectors.joining());
    }

    private String unit() {
        return String.valueOf(
                (char)
                        switch (random.nextInt(4)) {
                            case 0 -> between(0, 0x7f);
                            case 1 -> between(0xd800, 0xdfff);
                            default -> between(0, 0xffff);
                        });
    }

    /** The text with up to this many characters in one place replaced. */
    public String damage(String text, int length, String replacement) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + between(0, length));
        return text.substring(0, from) + replacement + text.substring(to);
    }

    /** The text with one to four places replaced by characters that are special in JSON. */
    public String damagedJson(String text) {
        String damaged = text;
        for (int times = between(1, 4); times > 0; times--) {
            int length = of(2, 2, 2, 2, 2, 2, 40, 40, text.length());
            damaged = damage(damaged, length, of(JSON));
        }
        return damaged;
    }

    /** Adds the value to the message of a failure. */
    public <T> T shown(T value) {
        shown.add(value);
        return value;
    }

    @Override
    public String toString() {
        return "-Dproperty.seed=%d: %s".formatted(seed, shown);
    }
}
