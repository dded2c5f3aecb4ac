Hunter.main()
