using Reparam.Cli;

using var cancellation = new ConsoleCancellation();
return Cli.Run(args, Streams.OfConsole(), cancellation.Token);
