package io.github.jobreporter.bench;

import java.util.Arrays;
import java.util.List;

/** One figure that is measured for each contender. */
enum Row {
    INIT(Part.COLD, "init", "ms"),
    FIRST(Part.COLD, "first", "ms"),
    INIT_AND_FIRST(Part.COLD, "init + first", "ms"),
    TLS_INIT(Part.COLD_WITH_TLS, "init", "ms"),
    TLS_FIRST(Part.COLD_WITH_TLS, "first", "ms"),
    TLS_INIT_AND_FIRST(Part.COLD_WITH_TLS, "init + first", "ms"),
    TWENTIETH(Part.WARM, "20th", "ms"),
    BATCH_OF_1(Part.WARM, "1 of 50 ms", "ms"),
    BATCH_OF_10(Part.WARM, "10 of 50 ms", "ms"),
    CPU_PER_MESSAGE(Part.WARM, "CPU/message", "ms"),
    CONNECTIONS(Part.WARM, "connections", ""),
    PEAK_MEMORY(Part.FOOTPRINT, "peak memory", "MB"),
    ARTIFACT(Part.FOOTPRINT, "artifact", "MB"),
    JARS(Part.FOOTPRINT, "jars", ""),
    CLASSES(Part.FOOTPRINT, "classes loaded", "");

    /** One table of the results. */
    enum Part {
        COLD("Cold start"),
        COLD_WITH_TLS("Cold start with TLS"),
        WARM(
                "Warm: 20th invocation, batches with 50 ms reports, processor time, connections"
                        + " opened"),
        FOOTPRINT("Footprint");

        private final String title;

        Part(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        List<Row> rows() {
            return Arrays.stream(Row.values()).filter(it -> it.part == this).toList();
        }
    }

    private final Part part;
    private final String title;
    private final String unit;

    Row(Part part, String title, String unit) {
        this.part = part;
        this.title = title;
        this.unit = unit;
    }

    String title() {
        return unit.isEmpty() ? title : title + ", " + unit;
    }

    /** Empty for counts. */
    String unit() {
        return unit;
    }
}
