package io.github.jobreporter.local.page;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/**
 * A picture with a hash of its content in a {@code tEXt} chunk of the PNG. Its pixels cannot be
 * compared, because fonts and times differ.
 */
record Screenshot(Path file) {

    /** The length of the signature and of the header, which is the first chunk. */
    private static final int END_OF_HEADER = 8 + 25;

    private static final String KEYWORD = "Shows";
    private static final int COLOURS = 256;

    static String hash(String shown) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(shown.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean shows(String shown) throws IOException {
        var picture = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        return picture.contains(new String(chunk(hash(shown)), StandardCharsets.ISO_8859_1));
    }

    void write(byte[] screen, String shown) throws IOException {
        var png = new ByteArrayOutputStream();
        ImageIO.write(reduced(ImageIO.read(new ByteArrayInputStream(screen))), "png", png);
        var bytes = png.toByteArray();
        var picture = new ByteArrayOutputStream();
        picture.write(bytes, 0, END_OF_HEADER);
        picture.writeBytes(chunk(hash(shown)));
        picture.write(bytes, END_OF_HEADER, bytes.length - END_OF_HEADER);
        Files.write(file, picture.toByteArray());
    }

    /** Keeps only the most frequent colours. This halves the size of the file. */
    private static BufferedImage reduced(BufferedImage image) {
        var width = image.getWidth();
        var height = image.getHeight();
        var pixels = image.getRGB(0, 0, width, height, null, 0, width);
        var palette =
                Arrays.stream(pixels)
                        .boxed()
                        .collect(groupingBy(it -> it, counting()))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .limit(COLOURS)
                        .mapToInt(Map.Entry::getKey)
                        .toArray();
        var colours =
                new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        var reduced = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
        reduced.setRGB(0, 0, width, height, pixels, 0, width);
        return reduced;
    }

    private static byte[] chunk(String text) throws IOException {
        var content = ("tEXt" + KEYWORD + "\0" + text).getBytes(StandardCharsets.ISO_8859_1);
        var checksum = new CRC32();
        checksum.update(content);
        var chunk = new ByteArrayOutputStream();
        var out = new DataOutputStream(chunk);
        out.writeInt(content.length - "tEXt".length());
        out.write(content);
        out.writeInt((int) checksum.getValue());
        return chunk.toByteArray();
    }
}
