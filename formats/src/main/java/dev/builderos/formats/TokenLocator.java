package dev.builderos.formats;

/**
 * Finds the places of tokens within one scalar, asked in the order of the text. It searches the written form, so it is right
 * for every style of scalar unless the token is written with escapes; then the scalar's own place must do.
 */
final class TokenLocator {
    private final int[] codePoints;
    private final YamlNode.Scalar scalar;
    private int next;
    private int line;
    private int column;

    TokenLocator(int[] codePoints, YamlNode.Scalar scalar) {
        this.codePoints = codePoints;
        this.scalar = scalar;
        this.next = scalar.from();
        this.line = scalar.at().line();
        this.column = scalar.at().column();
    }

    /** The place of the next occurrence of a token, which holds no line break. */
    Position next(String token) {
        int[] wanted = token.codePoints().toArray();
        int end = Math.min(scalar.to(), codePoints.length);
        while (next + wanted.length <= end) {
            boolean here = startsWith(wanted);
            Position at = new Position(line, column);
            step();
            if (here) {
                return at;
            }
        }
        return scalar.at();
    }

    private boolean startsWith(int[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (codePoints[next + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private void step() {
        if (codePoints[next] == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
        next++;
    }
}
