package io.github.jobreporter.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** The messages that a class logs at INFO and above until this is closed. */
public final class LoggedLines implements AutoCloseable {

    private final Logger logger;
    private final Level before;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final AbstractAppender appender;

    private LoggedLines(Logger logger) {
        this.logger = logger;
        before = logger.getLevel();
        appender =
                new AbstractAppender("LoggedLines", null, null, true, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        messages.add(event.getMessage().getFormattedMessage());
                    }
                };
    }

    public static LoggedLines of(Class<?> type) {
        LoggedLines lines = new LoggedLines((Logger) LogManager.getLogger(type));
        lines.appender.start();
        lines.logger.addAppender(lines.appender);
        lines.logger.setLevel(Level.INFO);
        return lines;
    }

    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        logger.removeAppender(appender);
        logger.setLevel(before);
    }
}
