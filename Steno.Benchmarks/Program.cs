Console.Error.WriteLine("no command yet");
return 2;
