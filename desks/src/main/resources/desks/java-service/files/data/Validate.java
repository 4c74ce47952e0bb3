/** Checks a CSV file: every row has the cells of the header, none is empty, and the first column ascends. */
void main(String[] files) throws IOException {
    if (files.length != 1) {
        IO.println("usage: java data/Validate.java FILE");
        System.exit(2);
    }
    List<String> lines = Files.readAllLines(Path.of(files[0]));
    List<String> wrong = new ArrayList<>();
    if (lines.isEmpty()) {
        wrong.add("line 1: there is no header");
    }
    String before = "";
    for (int i = 0; i < lines.size(); i++) {
        List<String> cells = cells(lines.get(i));
        if (cells.size() != cells(lines.getFirst()).size()) {
            wrong.add("line " + (i + 1) + ": " + cells.size() + " cells, where the header has " + cells(lines.getFirst()).size());
        }
        if (cells.stream().anyMatch(String::isBlank)) {
            wrong.add("line " + (i + 1) + ": an empty cell");
        }
        if (i > 0 && before.compareTo(cells.getFirst()) >= 0) {
            wrong.add("line " + (i + 1) + ": `" + cells.getFirst() + "` does not come after `" + before + "`");
        }
        before = i == 0 ? "" : cells.getFirst();
    }
    wrong.forEach(IO::println);
    IO.println(wrong.isEmpty() ? (lines.size() - 1) + " rows are fine" : wrong.size() + " problems");
    System.exit(wrong.isEmpty() ? 0 : 1);
}

/** The cells of a line; a cell in quotes may hold commas, and two quotes stand for one. */
List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
            cell.append(c);
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            cells.add(cell.toString());
            cell.setLength(0);
        } else {
            cell.append(c);
        }
    }
    cells.add(cell.toString());
    return cells;
}
