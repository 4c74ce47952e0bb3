package dev.builderos.connectors.deploy;

/** Text of a service made safe to show: characters that steer a terminal or hide text are written out. */
final class VisibleText {

    private VisibleText() {}

    static String of(String text) {
        var visible = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point == '\n' || point == '\t' || !isHidden(point)) {
                visible.appendCodePoint(point);
            } else {
                visible.append(String.format("\\u%04x", point));
            }
        });
        return visible.toString();
    }

    private static boolean isHidden(int point) {
        return Character.isISOControl(point) || Character.getType(point) == Character.FORMAT;
    }
}
