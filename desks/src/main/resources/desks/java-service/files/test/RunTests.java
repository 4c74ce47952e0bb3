import module java.net.http;

int failed = 0;

/** Starts the service as it is deployed, asks it over HTTP, and ends with a status other than 0 when a check failed. */
void main() throws Exception {
    Process service = start();
    try (BufferedReader output = service.inputReader()) {
        String address = output.readLine(); // the service says where it listens before it answers
        if (address == null) {
            IO.println("FAILED the service did not start");
            System.exit(1);
        }
        check(URI.create(address.substring(address.indexOf("http"))));
    } finally {
        service.destroy();
    }
    IO.println(failed == 0 ? "all checks passed" : failed + " checks failed");
    System.exit(failed == 0 ? 0 : 1);
}

void check(URI service) throws Exception {
    check(service, "/", 200, "Hello from {{name}}\n");
    check(service, "/nowhere", 404, "not found\n");
}

void check(URI service, String path, int status, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(service.resolve(path)).timeout(Duration.ofSeconds(10)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == status && response.body().equals(body)) {
            IO.println("ok     GET " + path + " answers " + status);
        } else {
            failed++;
            IO.println("FAILED GET " + path + " answers " + status + " and " + body.strip()
                    + ", but it answered " + response.statusCode() + " and " + response.body().strip());
        }
    }
}

Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command = new ProcessBuilder(java, "src/Main.java").redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("PORT", "0");
    command.environment().remove("HOST");
    return command.start();
}
