package io.github.jobreporter.local.template;

import java.nio.file.Path;

/** Something in the template is missing or unsupported; the message says where. */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TemplateException(Path file, String where, String problem) {
        super(file + ": " + where + ": " + problem);
    }

    TemplateException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
