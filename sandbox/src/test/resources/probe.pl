#!/usr/bin/perl
# Tries one thing, and says "done" and what it got, or "refused" and why. Says "lacking" when it could not even try, which no
# test takes for a refusal. Needs nothing but what every Debian has: perl-base, no compiler.
use strict;
use warnings;
use POSIX ();
use Socket qw(:DEFAULT inet_pton);

$| = 1;
my ($verb, @arguments) = @ARGV;

sub done    { print join(' ', 'done', @_), "\n"; exit 0 }
sub lacking { print "lacking: @_\n";           exit 3 }
sub refused { $! = $_[0] if @_; print "refused: $!\n"; exit 0 }
sub number  { my ($text) = @_; return $text =~ /^0/ ? oct $text : $text + 0 }

# A unix address; with @ in front the name is one that is in no directory.
sub unix { my ($name) = @_; return $name =~ s/^\@/\0/ ? pack('S', AF_UNIX) . $name : pack('S a108', AF_UNIX, $name) }

my %try = (
    read => sub {
        open(my $file, '<', $_[0]) or refused();
        my $read = sysread($file, my $text, 4096);
        defined $read ? done($text) : refused();
    },
    write => sub {
        open(my $file, '>', $_[0]) or refused();
        print $file "written\n";
        close($file) ? done() : refused();
    },
    list    => sub { opendir(my $names, $_[0]) or refused(); done(sort grep { !/^\.\.?$/ } readdir $names) },
    mkdir   => sub { mkdir($_[0])          ? done() : refused() },
    remove  => sub { unlink($_[0])         ? done() : refused() },
    rename  => sub { rename($_[0], $_[1])  ? done() : refused() },
    link    => sub { link($_[0], $_[1])    ? done() : refused() },
    symlink => sub { symlink($_[0], $_[1]) ? done() : refused() },
    # Opens DIRECTORY/secret while a child swaps DIRECTORY for a link to somewhere else and back.
    race => sub {
        my ($directory, $target) = @_;
        mkdir "$directory.real";
        open(my $own, '>', "$directory.real/secret") or die $!;
        print $own 'own';
        close $own;
        symlink($target, "$directory.link") or die $!;
        my $child = fork // die $!;
        if (!$child) {
            while (getppid() != 1) {
                rename("$directory.real", $directory);
                rename($directory,        "$directory.real");
                rename("$directory.link", $directory);
                rename($directory,        "$directory.link");
            }
            exit;
        }
        my %seen;
        for (1 .. 30000) {
            open(my $file, '<', "$directory/secret") or next;
            $seen{ <$file> // '' }++;
        }
        kill 'KILL', $child;
        waitpid $child, 0;
        %seen ? done(sort keys %seen) : refused();
    },
    # Looks for WORD in the file PATH, as each process shows its root, its directory and its open files.
    processes => sub {
        my ($path, $word) = @_;
        my @found;
        for my $process (glob '/proc/[0-9]*') {
            for my $way ("$process/root$path", (map { "$process/cwd$_$path" } '', '/..', '/../..'), glob("$process/fd/*")) {
                next if !-f $way;
                open(my $file, '<', $way) or next;
                sysread($file, my $text, 4096);
                push @found, $way if defined $text && $text =~ /$word/;
            }
        }
        @found ? done(@found) : refused(2);
    },
    # What all processes that can be seen have in their environment and arguments.
    environments => sub {
        my $text = '';
        for my $path (glob '/proc/[0-9]*/environ /proc/[0-9]*/cmdline') {
            open(my $file, '<', $path) or next;
            local $/;
            $text .= (<$file> // '') . ' ';
        }
        $text =~ tr/\0\n/  /;
        done($text);
    },
    descriptors => sub {
        opendir(my $names, '/proc/self/fd') or refused();
        done(map { "$_=" . (readlink("/proc/self/fd/$_") // '?') } sort grep { /\d/ && $_ != fileno $names } readdir $names);
    },
    # One answer for each family there could be.
    families => sub {
        print "$_ ", socket(my $socket, $_, SOCK_DGRAM, 0) ? 'done' : "refused: $!", "\n" for 0 .. 49;
        exit 0;
    },
    socket  => sub { socket(my $socket, number($_[0]), number($_[1]), number($_[2])) ? done() : refused() },
    connect => sub {
        my ($host, $port) = @_;
        my $six     = $host =~ /:/;
        my $address = $six
            ? pack('S n N a16 N', AF_INET6, $port, 0, inet_pton(AF_INET6, $host) // lacking("no address: $host"), 0)
            : sockaddr_in($port, inet_aton($host) // refused(2));
        socket(my $socket, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or refused();
        connect($socket, $address) ? done() : refused();
    },
    datagram => sub {
        my ($host, $port) = @_;
        socket(my $socket, AF_INET, SOCK_DGRAM, 0) or refused();
        defined send($socket, 'question', 0, sockaddr_in($port, inet_aton($host))) ? done() : refused();
    },
    resolve => sub { my $found = inet_aton($_[0]); defined $found ? done(inet_ntoa($found)) : refused(2) },
    unix => sub {
        socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or refused();
        connect($socket, unix($_[0])) ? done() : refused();
    },
    # Listens on a port, and makes a file once it does.
    listen => sub {
        socket(my $socket, AF_INET, SOCK_STREAM, 0) or refused();
        bind($socket, sockaddr_in($_[0], INADDR_ANY)) or refused();
        listen($socket, 1) or refused();
        open(my $file, '>', $_[1]) or refused();
        close $file;
        sleep 600;
    },
    # Listens under a name, and tells of each who comes.
    abstract => sub {
        socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or refused();
        bind($socket, unix($_[0])) or refused();
        listen($socket, 5) or refused();
        print "listening\n";
        print "somebody came\n" while accept(my $guest, $socket);
    },
    kill => sub { kill($_[0], $_[1]) ? done() : refused() },
    # Memory that processes share by a number.
    share => sub { defined shmget(number($_[0]), 4096, 01666)         ? done() : refused() },
    attach => sub { defined shmget(number($_[0]), 4096, 0)            ? done() : refused() },
    unshare => sub { my $id = shmget(number($_[0]), 4096, 0) // refused(); shmctl($id, 0, 0) ? done() : refused() },
    # Calls by number, each NUMBER or NUMBER:ARGUMENT:…, and prints one answer for each.
    calls => sub {
        for my $call (@_) {
            my ($number, @values) = map { number($_) } split /:/, $call;
            $! = 0;
            my $result = syscall($number, @values, (0) x (6 - @values));
            print "$number ", $result == -1 ? "refused: $!" : 'done', "\n";
        }
        exit 0;
    },
    terminal => sub {
        my $request = number($_[0]);
        my $text    = 'x';
        defined ioctl(STDIN, $request, $text) ? done() : refused();
    },
    session => sub {
        open(my $file, '<', '/proc/self/stat') or refused();
        (my $after = <$file>) =~ s/.*\) //;
        done((split / /, $after)[3]);
    },
    # A child that left session, parents and output, and goes on writing.
    daemon => sub {
        my ($file, $name) = @_;
        if (!(fork // refused())) {
            POSIX::setsid();
            exit 0 if fork;
            $0 = $name;
            open(STDIN,  '<', '/dev/null');
            open(STDOUT, '>', '/dev/null');
            open(STDERR, '>', '/dev/null');
            while (1) {
                open(my $beat, '>>', $file) or exit;
                print $beat 'x';
                close $beat;
                select(undef, undef, undef, 0.01);
            }
        }
        wait;
        select(undef, undef, undef, 0.01) while !-s $file;
        done();
    },
    # Starts processes that stay, until it cannot; says so, makes a file, and stays. It gives up by itself after a few hundred:
    # should the guard be broken, the host is not.
    forks => sub {
        my ($name, $file) = @_;
        $0 = $name;
        for (1 .. 300) {
            my $child = fork;
            if (!defined $child) {
                print "refused: $!\n";
                last;
            }
            if (!$child) {
                sleep 600;
                exit;
            }
        }
        open(my $ready, '>', $file);
        close $ready;
        sleep 600;
    },
    memory => sub {
        my @kept;
        for (1 .. $_[0]) { push @kept, 'x' x (1024 * 1024) }
        done(scalar @kept);
    },
);

($try{ $verb // '' } // sub { lacking("no such probe") })->(@arguments);
lacking("the probe came to no answer");
