Console.Error.WriteLine("steno: no command yet");
return 2;
